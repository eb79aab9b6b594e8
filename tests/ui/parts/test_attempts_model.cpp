#include "tests/ui/parts/sample_attempts.h"
#include "ui/models/attempts_delegate.h"
#include "ui/models/attempts_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace knockback;

class TestAttemptsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheRulesOfModels();
    void insertsOnceACall();
    void keepsTheNewest();
    void moreThanFitsAtOnce();
    void ignoresWhatIsThere();
    void cellsHaveWords();
    void reasons();
    void delegateDraws();
};

void TestAttemptsModel::keepsTheRulesOfModels()
{
    AttemptsModel model(nullptr, 50);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.append(samples::mixed(30));
    model.append({});
    auto more = samples::mixed(90);
    more.erase(more.begin(), more.begin() + 30);
    model.append(more);
    QCOMPARE(model.rowCount(), 50);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    model.append(samples::mixed(3));
    QCOMPARE(model.rowCount(), 3);
}

void TestAttemptsModel::insertsOnceACall()
{
    AttemptsModel model;
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.append(samples::quiet(1000));
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(inserted.first().at(1).toInt(), 0);
    QCOMPARE(inserted.first().at(2).toInt(), 999);
}

void TestAttemptsModel::keepsTheNewest()
{
    AttemptsModel model(nullptr, 100);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    const auto all = samples::quiet(250);
    for (std::size_t i = 0; i < all.size(); i += 50)
        model.append({all.begin() + static_cast<std::ptrdiff_t>(i), all.begin() + static_cast<std::ptrdiff_t>(i) + 50});
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(removed.count(), 3);
    QCOMPARE(model.attemptAt(0).id.value, quint64(151));
    QCOMPARE(model.rowOf(AttemptId{151}), 0);
    QCOMPARE(model.rowOf(AttemptId{250}), 99);
    QCOMPARE(model.rowOf(AttemptId{150}), -1);
    QCOMPARE(model.rowOf(AttemptId{}), -1);
}

void TestAttemptsModel::moreThanFitsAtOnce()
{
    AttemptsModel model(nullptr, 10);
    model.append(samples::quiet(5));
    model.append(samples::quiet(100));
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.attemptAt(9).id.value, quint64(100));
    QCOMPARE(model.rowOf(AttemptId{100}), 9);
    QCOMPARE(model.rowOf(AttemptId{91}), 0);
}

void TestAttemptsModel::ignoresWhatIsThere()
{
    AttemptsModel model;
    auto twice = samples::quiet(5);
    twice.push_back(twice.front());
    model.append(twice);
    model.append(samples::quiet(6));
    QCOMPARE(model.rowCount(), 6);
}

void TestAttemptsModel::cellsHaveWords()
{
    AttemptsModel model;
    model.append({samples::failed(1, samples::kStartNs, Outcome::refused, 0.42),
                  samples::late(2, samples::kStartNs, 3004, 3),
                  samples::failed(3, samples::kStartNs, Outcome::unresolved, 12)});
    const auto text = [&](int row, AttemptColumn column) {
        return AttemptsDelegate::text(model.index(row, static_cast<int>(column)));
    };
    QCOMPARE(text(0, AttemptColumn::outcome), QStringLiteral("refused"));
    QCOMPARE(text(0, AttemptColumn::latency), QStringLiteral("0.4 ms"));
    QCOMPARE(text(0, AttemptColumn::address), QStringLiteral("203.0.113.2"));
    QCOMPARE(text(0, AttemptColumn::why), QStringLiteral("reset (RST)"));
    QCOMPARE(text(1, AttemptColumn::outcome), QStringLiteral("late"));
    QCOMPARE(text(1, AttemptColumn::retransmits), QStringLiteral("3×"));
    QCOMPARE(text(1, AttemptColumn::latency), QStringLiteral("3.0 s"));
    QCOMPARE(text(2, AttemptColumn::address), QStringLiteral("–"));
    QCOMPARE(text(2, AttemptColumn::localPort), QStringLiteral("–"));
    for (int column = 0; column < kAttemptColumnCount; ++column) {
        QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
    }
}

void TestAttemptsModel::reasons()
{
    QCOMPARE(attemptReason(samples::prohibited(1, samples::kStartNs)),
             QStringLiteral("ICMP 3/13 from 198.51.100.1: administratively prohibited"));
    Attempt self = samples::connected(1, samples::kStartNs, 0.1);
    self.selfConnect = true;
    QVERIFY(attemptReason(self).contains(QStringLiteral("met itself")));
    QVERIFY(attemptReason(samples::connected(1, samples::kStartNs, 1)).isEmpty());
    QCOMPARE(attemptReason(samples::late(1, samples::kStartNs, 1000, 1)), QStringLiteral("SYN sent again once"));
    QVERIFY(attemptSummary(samples::failed(1, samples::kStartNs, Outcome::refused, 0.4))
                .contains(QStringLiteral("refused, 0.4 ms")));
}

void TestAttemptsModel::delegateDraws()
{
    AttemptsModel model;
    model.append(samples::mixed(200));
    QTableView view;
    view.setModel(&model);
    AttemptsDelegate::setUp(view);
    view.resize(900, 400);
    view.show();
    view.selectRow(3);
    const QImage image = view.grab().toImage();
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2)
            colours.insert(image.pixel(x, y));
    }
    QVERIFY(colours.size() > 10);
}

QTEST_MAIN(TestAttemptsModel)
#include "test_attempts_model.moc"
