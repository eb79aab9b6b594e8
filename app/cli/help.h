// Thread: main. The help pages, laid out for 80 columns in either script.
#pragma once

#include "core/base/words.h"

#include <CLI/CLI.hpp>
#include <string>

namespace knockback::cli {

class HelpPage final : public CLI::Formatter
{
public:
    explicit HelpPage(const Words& words) : m_words(words) {}
    std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;

private:
    const Words& m_words;
};

} // namespace knockback::cli
