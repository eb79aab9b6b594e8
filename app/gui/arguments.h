// The command line of `knockback`. Pure; no application object needed, for --help and --export work without a screen.
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace knockback {

struct Arguments
{
    bool help = false;
    bool version = false;
    QString language; // "" = the settings', then the locale's
    QString host, port;
    QString file;     // a .knock file
    QString exportTo; // with `file`: render and leave
};

// `words` without the program's name. What it does not know is refused with a sentence.
Result<Arguments> parseArguments(const QStringList& words);
QString usage();

} // namespace knockback
