#include "ui/target/address_family.h"

#include <QCoreApplication>

namespace knockback {

namespace {
QString say(const char* text)
{
    return QCoreApplication::translate("knockback::AddressFamily", text);
}
} // namespace

void fillFamilies(QComboBox& box)
{
    box.addItem(say(QT_TRANSLATE_NOOP("knockback::AddressFamily", "IPv4 and IPv6")), static_cast<int>(Family::none));
    box.addItem(say(QT_TRANSLATE_NOOP("knockback::AddressFamily", "IPv4 only")), static_cast<int>(Family::ipv4));
    box.addItem(say(QT_TRANSLATE_NOOP("knockback::AddressFamily", "IPv6 only")), static_cast<int>(Family::ipv6));
}

Family chosenFamily(const QComboBox& box)
{
    return static_cast<Family>(box.currentData().toInt());
}

void chooseFamily(QComboBox& box, Family family)
{
    box.setCurrentIndex(qMax(0, box.findData(static_cast<int>(family))));
}

} // namespace knockback
