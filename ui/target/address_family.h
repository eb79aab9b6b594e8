// The choice of address family as a person reads it. Thread: GUI.
#pragma once

#include "core/facts/address.h"

#include <QComboBox>

namespace knockback {

void fillFamilies(QComboBox& box);
Family chosenFamily(const QComboBox& box);
void chooseFamily(QComboBox& box, Family family);

} // namespace knockback
