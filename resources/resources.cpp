// The library that carries the compiled-in files; linking it registers them (the object library that qt_add_resources
// makes).
namespace knockback {
void resourcesAreLinked() {}
} // namespace knockback
