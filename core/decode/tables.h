// Thread: any; pure. The tables as one book, so that each entry is scanned once.
#pragma once

#include "core/decode/form.h"
#include "core/decode/table.h"

namespace knockback {

QVector<FormMatch> matchesIn(const Entry& entry);

// The row that a match is of; nullptr where it is of another table.
const Sign* signOf(const FormMatch& match);
const CodeForm* codeFormOf(const FormMatch& match);
const ContextForm* contextOf(const FormMatch& match);
const NoteForm* noteOf(const FormMatch& match);

const CodeRow* codeRow(Numbers numbers, int value); // nullptr for a number that says nothing about connections
QString codeText(const CodeRow& row);               // "errno 111", "WSAECONNREFUSED 10061", "curl 7"

} // namespace knockback
