// Thread: any. Values without shared state.
//
// Result<T>: what *we* could or could not do. What the *network* did is never an error but an Outcome
// (core/facts/outcome.h). GCC 12 and clang 14 have no std::expected in C++20 mode; this is the small part of it that is
// needed here.
#pragma once

#include <QString>
#include <cassert>
#include <utility>
#include <variant>

namespace knockback {

// What kind of thing went wrong, so that a caller can branch without reading words.
enum class ErrorKind
{
    badInput,    // what a person typed or a file holds is not acceptable
    notFound,    // a file or thing asked for is not there
    permission,  // the system refused
    io,          // read, write, disk full
    foreignFile, // not one of our files
    newerFile,   // one of ours, of a newer version
    damagedFile, // one of ours, damaged
    system,      // a system call failed; errnoValue says which way
    unavailable, // a part that is not there on this machine, or not built yet
    cancelled,
};

struct Error
{
    ErrorKind kind = ErrorKind::system;
    QString operation;  // what was being done, as words key or call name: "open", "bind"
    QString subject;    // what to: a path, an address, an option; untrusted text, shorten before showing
    int errnoValue = 0; // errno, 0 where none
    QString detail;     // a full English sentence for a person: what happened and what to do next
};

template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool ok() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    T& value() &
    {
        assert(ok());
        return *std::get_if<0>(&m_state);
    }
    const T& value() const&
    {
        assert(ok());
        return *std::get_if<0>(&m_state);
    }
    T&& value() &&
    {
        assert(ok());
        return std::move(*std::get_if<0>(&m_state));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const
    {
        assert(!ok());
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, Error> m_state;
};

struct Done
{
};
// For what either works or says why not.
using Status = Result<Done>;
inline Status okStatus()
{
    return Status(Done{});
}

} // namespace knockback
