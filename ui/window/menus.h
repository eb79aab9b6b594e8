// Menus that are filled when they are about to show, and the page of keys. Thread: GUI.
#pragma once

#include "ui/document/settings.h"

class QMenu;
class QWidget;

namespace knockback {

class Files;

void fillRecent(QMenu& menu, Files& files, const Settings& settings);
// Sessions that only the state folder holds, newest first.
void fillKept(QMenu& menu, Files& files);
void showAbout(QWidget* parent);

} // namespace knockback
