// The window's own words for values of core: states, confidence, patterns, checks. Thread: GUI.
// Sentences of the diagnosis are Phrases and come from Words in the same language.
#pragma once

#include "core/base/result.h"
#include "core/base/words.h"
#include "core/facts/diagnosis.h"
#include "core/facts/names.h"

#include <QString>

namespace knockback {

// "Names", "Route", … in the order of the guided checklist.
QString checkTitle(CheckId id);
// "pass", "warning", "fails", "could not be seen", "skipped".
QString checkStatusWord(CheckStatus status);
// "check-pass" and so on, for icon().
QString checkStatusIcon(CheckStatus status);
// Does the step need facts of the server, which this version cannot see yet?
bool needsServerFacts(CheckId id);
// "Sure (97 %)", "Likely (80 %)", "Possible (55 %)", "A guess (20 %)".
QString confidenceWords(double confidence);
QString confidenceWords(const Verdict& verdict); // "Not settled" where nothing was concluded
QString patternWord(Pattern pattern);            // "" for none
QString patternMeaning(Pattern pattern);
QString sideWord(Side side);
QString dnsStatusWord(const DnsAnswer& answer);
// "on the server", "on this machine", …
QString whereWord(const QString& where);
// What went wrong on our side, one sentence, safe to show; in the language of the words where core has it there.
QString errorSentence(const Error& error, const Words& words);

} // namespace knockback
