// Lines of a scene that begin with "server": what the server says of itself. The words are listed in the .cpp.
#pragma once

#include "scene.h"

namespace knockback::test {

void addServer(Scene& scene, const QStringList& words);

} // namespace knockback::test
