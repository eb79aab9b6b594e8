// Lines of a scene that begin with "server": what the server says of itself. The words are listed in the .cpp.
#pragma once

#include "scene.h"

namespace knockback::test {

// own-rules ADDRESS DECISION [as of "server firewall", at=MS since=MS] · own-rule|own-undo|own-uncertain TEXT
void addOwnRules(Scene& scene, const QStringList& words);
void addServer(Scene& scene, const QStringList& words);

} // namespace knockback::test
