// Thread: any; constant data. What is known about error lines; adding a form or a number is one row here.
#pragma once

#include "core/decode/decode.h"

#include <cstdint>
#include <span>

namespace knockback {

// What a line can mean. The ids are public (JSON); a row each in table_means.cpp, a sentence each in words
// decode.means.ID.
struct Meaning
{
    const char* id;
    LinePhase phase;     // unknown: the context says it
    const char* outcome; // outcome id, "" where it is no outcome of an attempt
    const char* errnoName;
    const char* causes; // separated by spaces, the likeliest first
};
const Meaning* meaningOf(QLatin1String id); // nullptr for an id that is not there
std::span<const Meaning> meanings();

// The same words in another phase mean something else: refused while looking up a name was the resolver.
struct Shift
{
    LinePhase phase;
    const char* from;
    const char* to;
};
std::span<const Shift> shifts();

// How sure a sign is: vague ones count only beside something else that is known about the line.
enum : int
{
    kVague = 1,
    kLikely = 2,
    kClear = 3
};

// A form that says what happened.
struct Sign
{
    const char* form;
    const char* meaning;
    int weight;
    const char* code = ""; // the runtime's own name for it
};
std::span<const Sign> signs();

// Numbers that {code} of a code form stands for.
enum class Numbers : std::uint8_t
{
    system,   // errno of Linux, and those of macOS and Winsock that connecting gives; they do not collide
    uv,       // Node's errno property: libuv's, Linux errnos negated
    resolver, // EAI_ of getaddrinfo(3), negative, or Winsock's 11001…
    curl,     // libcurl-errors(3)
    mysql,    // client and server errors
};
struct CodeForm
{
    const char* form;
    Numbers numbers;
    int weight;
    const char* runtime = "";
};
std::span<const CodeForm> codeForms();
struct CodeRow
{
    Numbers numbers;
    int value;
    const char* name; // "ECONNREFUSED", "WSAECONNREFUSED", ""
    const char* meaning;
    int weight = kClear;
};
std::span<const CodeRow> codeRows();

// A form that says who spoke, about which leg, in which phase, and where to. Empty facets say nothing.
struct ContextForm
{
    const char* form;
    const char* runtime = "";
    LineLeg leg = LineLeg::unknown;
    LinePhase phase = LinePhase::unknown;
    int weight = 5; // among several, the heaviest wins for each facet; equal ones: the last
};
std::span<const ContextForm> contextForms();

struct Runtime
{
    const char* id;
    const char* name;
    std::uint16_t usualPort = 0; // said only as an assumption
};
std::span<const Runtime> runtimes();

// Forms that only add a note: words decode.note.ID.
struct NoteForm
{
    const char* form;
    const char* note;
};
std::span<const NoteForm> noteForms();

} // namespace knockback
