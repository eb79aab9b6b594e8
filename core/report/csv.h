// Thread: any; pure. One line an attempt (RFC 4180), every attempt of the target, with column names that stay. Times
// are ISO 8601 in UTC, durations whole microseconds, an empty field is "did not happen". A field that a spreadsheet
// would run as a formula is led by an apostrophe.
#pragma once

#include "core/report/document.h"

namespace knockback::report {

QByteArray toCsv(const Source& source, const Wording& say);

} // namespace knockback::report
