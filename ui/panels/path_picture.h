// Thread: GUI. The small picture of the way: "you ─ router ─ ✗ host", the failing leg marked by a cross and by colour.
// What stands behind a proxy comes last; several of them branch off, one below the other.
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

class QPainter;

namespace knockback {

// One station and the leg that leads to it (the first station has no leg).
struct PathLeg
{
    enum class Kind
    {
        thisMachine,
        router,
        name,
        host,
        service,
        behind // a proxy
    } kind = Kind::host;
    enum class State
    {
        works,
        fails,
        unknown
    } state = State::unknown; // of the leg, or for the first station, of the station
    QString label;            // "you", "router", "db.internal"
    QString detail;           // second line, small: an address; "" = none
    QString tip;              // on hover, a full sentence; "" = made from state and label
};

class PathPicture : public QWidget
{
    Q_OBJECT

public:
    explicit PathPicture(QWidget* parent = nullptr);

    void setPath(const QVector<PathLeg>& legs);
    const QVector<PathLeg>& path() const { return m_legs; }
    QString plainText() const; // "you ─ router ─ ✗ host"; also for screen readers

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    int mainCount() const;  // stations in a row
    int branchRows() const; // below one another behind them; 0 = none branches off
    double stationWidth() const;
    double centreX(int station) const;
    int stationAt(const QPoint& point) const; // -1 = none
    void paintBranch(QPainter& painter, double y) const;
    QVector<PathLeg> m_legs;
};

} // namespace knockback
