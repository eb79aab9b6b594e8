// The tables of a .knock file (schema version 1), in one place: what is created, what is written, what is read and what
// the file says about itself (its schema_notes table) all come from here.
// Thread: any; constants.
#pragma once

#include <QByteArray>
#include <array>
#include <cstddef>
#include <span>

namespace knockback::schema {

struct Column
{
    const char* name;
    const char* type; // with its constraints
    const char* note; // English, for schema_notes
};

struct Table
{
    const char* name;
    const char* note;
    std::span<const Column> columns;
    const char* constraint; // table constraint, "" = none
    const char* options;    // after the closing bracket
    bool mayLack = false;   // files written before it was thought of are still read
};

// Everything but schema_notes itself.
std::span<const Table> tables();
const Table& table(const char* name);

// "CREATE TABLE …"
QByteArray createSql(const Table& table);
// "INSERT OR REPLACE INTO … VALUES(?,…)": all columns in order. OR REPLACE, so that a batch whose commit failed in an
// unknown state can be written again.
QByteArray insertSql(const Table& table);
// "SELECT a,b,… FROM …": all columns in order; the caller adds WHERE and ORDER BY.
QByteArray selectSql(const Table& table);

// The attempts table: blocks of columns that are NULL together.
inline constexpr int kAttemptColumns = 49;
inline constexpr int kIcmpFirst = 20, kIcmpCount = 6; // index from 0
inline constexpr int kTcpFirst = 26, kTcpCount = 10;
inline constexpr int kTcpEndFirst = 36;

} // namespace knockback::schema
