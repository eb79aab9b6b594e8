// Thread: any; pure. One HTML file that is also well-formed XML: no script, nothing loaded from anywhere.
#pragma once

#include "core/report/document.h"

namespace knockback::report {

// svg: the plot, "" for none.
QByteArray toHtml(const Document& document, const QString& svg, const Wording& say);

} // namespace knockback::report
