// Thread: any; pure. What was read in error lines, schema knockback.decode/1 (resources/schema has it as JSON Schema).
#pragma once

#include "core/base/words.h"
#include "core/decode/decode.h"

#include <QJsonObject>

namespace knockback::cli {

QJsonObject decodedJson(const Decoded& decoded, const Words& words);

} // namespace knockback::cli
