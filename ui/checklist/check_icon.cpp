#include "ui/checklist/check_icon.h"

#include "ui/theme/theme.h"

namespace knockback {

QIcon checkIcon(const QString& name, const QPalette& palette)
{
    const Colours colours = Colours::of(palette);
    QColor colour = colours.text;
    if (name == QLatin1String("check-pass"))
        colour = colours.pass;
    else if (name == QLatin1String("check-warn"))
        colour = colours.warn;
    else if (name == QLatin1String("check-fail"))
        colour = colours.fail;
    else if (name == QLatin1String("check-unknown") || name == QLatin1String("check-skipped"))
        colour = colours.unknown;
    else if (name == QLatin1String("check-running"))
        colour = colours.accent;
    return bundledIcon(name, colour);
}

} // namespace knockback
