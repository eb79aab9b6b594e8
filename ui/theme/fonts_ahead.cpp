#include "ui/theme/fonts_ahead.h"

#include <fontconfig/fontconfig.h>

namespace knockback {

FontsAhead::FontsAhead() : m_thread([] { (void)FcInit(); }) {}

void FontsAhead::wait()
{
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace knockback
