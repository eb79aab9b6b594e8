// Colours can be read, marks can be told apart without them, icons are there.
#include "ui/theme/contrast.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QSet>
#include <QTest>

using namespace knockback;

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrastIsWcag();
    void textCanBeRead();
    void marksStandOut();
    void marksDifferInShape();
    void everyOutcomeHasWords();
    void themeFollowsChoice();
    void iconsAreThere();
    void iconsTakeThePalette();
    void figuresShareOneWidth();
};

void TestTheme::contrastIsWcag()
{
    QVERIFY(qAbs(contrast(Qt::white, Qt::black) - 21.0) < 0.01);
    QVERIFY(qAbs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01); // the well-known grey that just fails
}

void TestTheme::textCanBeRead()
{
    for (const Colours& c : {Colours::light(), Colours::darkOnes()}) {
        for (const QColor& ground : {c.window, c.surface, c.sunken}) {
            for (const QColor& text : {c.text, c.secondaryText, c.pass, c.warn, c.fail, c.unknown})
                QVERIFY2(contrast(text, ground) >= 4.5, qPrintable(text.name() + QLatin1Char(' ') + ground.name()));
            for (std::size_t i = 0; i < kOutcomeClassCount; ++i)
                QVERIFY(contrast(outcomeTextColour(static_cast<OutcomeClass>(i), c.dark), ground) >= 4.5);
        }
        QVERIFY(contrast(c.onAccent, c.accent) >= 4.5);
        const QPalette palette = themePalette(c.dark);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        QVERIFY(contrast(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base)) >= 4.5);
    }
}

void TestTheme::marksStandOut()
{
    for (const Colours& c : {Colours::light(), Colours::darkOnes()}) {
        for (std::size_t i = 0; i < kOutcomeClassCount; ++i)
            QVERIFY(contrast(outcomeColour(static_cast<OutcomeClass>(i), c.dark), c.surface) >= 3.0);
    }
}

// All drawn in one colour, as somebody sees them who sees none: every pair still differs in a good part of its ink.
void TestTheme::marksDifferInShape()
{
    std::vector<QImage> shapes;
    for (std::size_t i = 0; i < kOutcomeClassCount; ++i) {
        QImage image(20, 20, QImage::Format_Grayscale8);
        image.fill(Qt::white);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        drawOutcomeMark(painter, static_cast<OutcomeClass>(i), QPointF(10, 10), 16, Qt::black);
        painter.end();
        shapes.push_back(image);
    }
    for (std::size_t a = 0; a < shapes.size(); ++a) {
        for (std::size_t b = a + 1; b < shapes.size(); ++b) {
            int ink = 0;
            int differ = 0;
            for (int y = 0; y < 20; ++y) {
                for (int x = 0; x < 20; ++x) {
                    const bool inA = shapes[a].pixelColor(x, y).value() < 128;
                    const bool inB = shapes[b].pixelColor(x, y).value() < 128;
                    ink += inA || inB ? 1 : 0;
                    differ += inA != inB ? 1 : 0;
                }
            }
            QVERIFY2(differ * 5 > ink, qPrintable(QStringLiteral("%1 and %2 look alike").arg(a).arg(b)));
        }
    }
}

void TestTheme::everyOutcomeHasWords()
{
    QSet<QString> words;
    for (std::size_t i = 0; i < kOutcomeClassCount; ++i)
        words.insert(outcomeWord(static_cast<OutcomeClass>(i)));
    QCOMPARE(words.size(), static_cast<int>(kOutcomeClassCount));
    words.clear();
    for (std::size_t i = 0; i < kOutcomeCount; ++i) {
        words.insert(outcomeWord(static_cast<Outcome>(i)));
        QVERIFY(outcomeMeaning(static_cast<Outcome>(i)).endsWith(QLatin1Char('.')));
    }
    QCOMPARE(words.size(), static_cast<int>(kOutcomeCount));
    QCOMPARE(outcomeClass(Outcome::connected, true), OutcomeClass::late);
    QVERIFY(!isFailure(OutcomeClass::late));
    QVERIFY(isFailure(OutcomeClass::silent));
}

void TestTheme::themeFollowsChoice()
{
    applyTheme(*qApp, ThemeChoice::dark);
    QVERIFY(Colours::of(QApplication::palette()).dark);
    applyTheme(*qApp, ThemeChoice::light);
    QVERIFY(!Colours::of(QApplication::palette()).dark);
    applyTheme(*qApp, ThemeChoice::system); // the offscreen desktop is light
    QVERIFY(!Colours::of(QApplication::palette()).dark);
    QCOMPARE(themeChoiceFromSetting(QStringLiteral("dark")), ThemeChoice::dark);
    QCOMPARE(themeChoiceFromSetting(QStringLiteral("pink")), ThemeChoice::system);
}

void TestTheme::iconsAreThere()
{
    const QStringList files = QDir(QStringLiteral(":/knockback/icons")).entryList();
    QVERIFY(files.size() >= 60);
    for (const QString& file : files) {
        const QIcon one = bundledIcon(file.chopped(4), Qt::black);
        QVERIFY2(!one.isNull(), qPrintable(file));
        const QImage image = one.pixmap(32, 32).toImage();
        int ink = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                ink += image.pixelColor(x, y).alpha() > 128 ? 1 : 0;
        }
        QVERIFY2(ink > 10, qPrintable(file + QStringLiteral(" is empty")));
    }
    QVERIFY(bundledIcon(QStringLiteral("there-is-no-such-icon"), Qt::black).isNull());
    for (const char* name :
         {"check-pass", "check-warn", "check-fail", "check-unknown", "check-running", "check-skipped", "knockback",
          "log-scale", "go-live", "computer", "router", "server", "stethoscope", "media-playback-start"})
        QVERIFY2(!icon(QString::fromLatin1(name)).isNull(), name);
}

void TestTheme::iconsTakeThePalette()
{
    const auto brightest = [] {
        const QImage image = icon(QStringLiteral("edit-copy")).pixmap(16, 16).toImage();
        int value = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y).alpha() > 200)
                    value = std::max(value, image.pixelColor(x, y).value());
            }
        }
        return value;
    };
    applyTheme(*qApp, ThemeChoice::light);
    QVERIFY(brightest() < 128);
    applyTheme(*qApp, ThemeChoice::dark);
    QVERIFY(brightest() > 128);
    applyTheme(*qApp, ThemeChoice::light);
}

void TestTheme::figuresShareOneWidth()
{
    for (const char* family : {"DejaVu Sans", "Noto Sans CJK SC"}) {
        const QFontMetricsF metrics(fonts::figures(QFont(QString::fromLatin1(family), 10)));
        QCOMPARE(metrics.horizontalAdvance(QLatin1Char('1')), metrics.horizontalAdvance(QLatin1Char('8')));
    }
}

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
