// Thread: any; pure. Markdown (CommonMark with tables) for an issue or a chat. Untrusted text is escaped, so that it
// can neither become a link, a heading nor HTML.
#pragma once

#include "core/report/document.h"

namespace knockback::report {

QByteArray toMarkdown(const Document& document, const Wording& say);

} // namespace knockback::report
