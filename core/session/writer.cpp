// SessionWriter: the store's thread.
//
// Attempts come through a ring that the engine fills without a lock; everything else comes as finished rows through a
// bounded queue, which is also what the thread sleeps in. Every kPeriod it takes what is there and commits it in one
// transaction. WAL with synchronous=NORMAL: a commit is a write(2) into the WAL, so it survives the program's death at
// once and the machine's death from the next checkpoint's fsync on.
//
// When a commit fails, the batch stays in memory as it is and is tried again kPeriod later, forever. Memory is bounded
// from the other end: beyond kPendingMost attempts the ring is not emptied any more, so room() falls to 0 and the
// engine puts attempts off instead of losing any.
#include "core/session/writer_impl.h"

namespace knockback {

using namespace store;
using namespace std::chrono_literals;

// --- opening

Status SessionWriter::Impl::open(const QString& name, const Session& header)
{
    const QString path = absolutePath(name);
    if (auto made = createPrivateFile(path); !made)
        return made;
    auto lock = WriterLock::take(path);
    if (!lock)
        return lock.error();
    m_lock = std::move(*lock);
    Session first = header;
    if (first.uuid.isEmpty())
        first.uuid = QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (first.started.ns == 0)
        first.started = m_clock.wall();
    auto status = [&]() -> Status {
        auto database = sqlite::Database::open(path, sqlite::Open::write);
        if (!database)
            return database.error();
        if (createTables(*database, first) != SQLITE_OK)
            return database->error(QStringLiteral("create"), path);
        return okStatus();
    }();
    if (status)
        status = openDatabase(path);
    if (status) {
        takeHeader(first);
        while (status && !m_pending.empty())
            status = commitOnce(false);
    }
    if (!status) {
        m_tables.reset();
        m_keeper.reset();
        m_database.close();
        removeDatabase(path);
        m_lock.release();
        return status;
    }
    m_path = path;
    m_savedAt = m_clock.wall().ns;
    return okStatus();
}

// What is known already is on disk before anything else happens.
void SessionWriter::Impl::takeHeader(const Session& header)
{
    auto& rows = m_pending.rows;
    const auto fact = [&](WallTime at, std::optional<std::uint32_t> target, const char* kind, std::string about,
                          const QByteArray& json) {
        rows.push_back(factRow(nextSeq(), at, target, kind, std::move(about), json));
    };
    if (!header.vantage.kernel.isEmpty())
        fact(header.started, std::nullopt, "vantage", {}, codec::encode(header.vantage));
    for (qsizetype i = 0; i < header.targets.size(); ++i) {
        const SessionTarget& target = header.targets[i];
        const auto index = static_cast<std::uint32_t>(i);
        rows.push_back(targetRow(index, target.spec));
        if (target.names.at.ns != 0)
            fact(target.names.at, index, "names", {}, codec::encode(target.names));
        for (const RouteFact& route : target.routes)
            fact(route.at, index, "route", codec::addressText(route.to), codec::encode(route));
        for (const NeighbourFact& neighbour : target.neighbours)
            fact(neighbour.at, index, "neighbour", neighbourSubject(neighbour), codec::encode(neighbour));
        std::map<IpAddress, int> echoes;
        for (const EchoFact& echo : target.echoes)
            fact(echo.at, index, "echo", echoSubject(echo, echoes[echo.to]++), codec::encode(echo));
        for (const RouterFact& router : target.routers)
            fact(router.at, index, "router", codec::addressText(router.router), codec::encode(router));
        for (qsizetype n = 0; n < target.counters.size(); ++n)
            fact(target.counters[n].at, index, "counters", countersSubject(static_cast<int>(n)),
                 codec::encode(target.counters[n]));
        for (const TlsFact& tls : target.tls)
            fact(tls.at, index, "tls", codec::addressText(tls.to), codec::encode(tls));
        for (const LargeFact& large : target.large)
            fact(large.at, index, "large", codec::addressText(large.to), codec::encode(large));
        if (target.server) {
            ServerWords words = *target.server;
            words.replaced = 0; // only what is left of them is written
            fact(header.started, index, "server", {}, codec::encode(words));
            for (const ServerSaying& saying : words.sayings)
                rows.push_back(sayingRow(nextSeq(), index, saying));
        }
        if (target.serverTrouble)
            fact(header.started, index, "server-trouble", {}, codec::encode(*target.serverTrouble));
        for (const OwnFilter& filter : target.ownFilters)
            fact(filter.at, index, "own-rules", codec::addressText(filter.to), codec::encode(filter));
        for (const auto& [diagnosis, at] : verdictsOf(target, header))
            rows.push_back(verdictRow(nextSeq(), at, index, *diagnosis));
    }
    for (const Note& note : header.notes)
        rows.push_back(noteRow(nextSeq(), note));
    m_pending.attempts = header.attempts;
}

Status SessionWriter::Impl::openDatabase(const QString& path)
{
    m_tables.reset();
    m_keeper.reset();
    auto database = sqlite::Database::open(path, sqlite::Open::write);
    if (!database)
        return database.error();
    m_database = std::move(*database);
    auto tables = std::make_unique<Tables>(m_database);
    // Syncing and checkpoints are the keeper's. (PRAGMA wal_autocheckpoint must not be used: it takes away the hook
    // that counts the WAL's pages, which is what turned automatic checkpoints off.)
    if (m_database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                        "PRAGMA journal_size_limit=16777216") != SQLITE_OK ||
        tables->prepare() != SQLITE_OK)
        return m_database.error(QStringLiteral("open"), path);
    auto keeper = WalKeeper::start(path);
    if (!keeper)
        return keeper.error();
    m_keeper = std::move(*keeper);
    m_tables = std::move(tables);
    return okStatus();
}

// --- the thread

void SessionWriter::Impl::run()
{
    while (!m_closing) {
        sleepUntil(m_clock.mono() + kPeriod);
        (void)commitAll(); // health() tells
        lookForTheFile();
        for (const auto& command : std::exchange(m_commands, {}))
            command->finish(command->work());
    }
    finish();
}

// Takes rows as they come; wakes early for a command, for the end, and when the ring is half full.
void SessionWriter::Impl::sleepUntil(MonoTime when)
{
    while (m_commands.empty()) {
        const auto left = when - m_clock.mono();
        if (left <= 0ns)
            return;
        auto item = m_queue.pop(left);
        if (item)
            take(std::move(*item));
        else if (m_queue.closed()) {
            m_closing = true;
            return;
        }
    }
}

void SessionWriter::Impl::take(Item item)
{
    if (auto* command = std::get_if<std::shared_ptr<Command>>(&item)) {
        m_commands.push_back(std::move(*command));
        return;
    }
    Row& row = std::get<Row>(item);
    if (m_tail)
        m_tail->rows.push_back(row);
    m_pending.rows.push_back(std::move(row));
}

void SessionWriter::Impl::takeAll()
{
    // The ring first: the row of a target was handed over before its first attempt, so it is in the queue by now and
    // the file never holds an attempt without its target.
    Attempt attempt;
    while (m_pending.attempts.size() < kPendingMost && m_ring.pop(attempt)) {
        m_pending.attempts.push_back(attempt);
        if (m_tail)
            m_tail->attempts.push_back(attempt);
    }
    for (Item& item : m_queue.drain(kQueueSize))
        take(std::move(item));
    if (m_pending.rows.size() > kRowsMost)
        thinVerdicts();
}

// Verdicts are drawn from what was seen and can be drawn again: of a long history that cannot be written, every other
// one goes.
void SessionWriter::Impl::thinVerdicts()
{
    bool odd = false;
    std::erase_if(m_pending.rows, [&odd](const Row& row) { return row.table == RowTable::verdicts && (odd = !odd); });
}

Status SessionWriter::Impl::commitAll()
{
    for (;;) {
        const WallTime before = m_clock.wall();
        takeAll();
        if (Status status = commitOnce(false); !status)
            return status;
        if (m_pending.empty()) {
            m_savedAt.store(before.ns, std::memory_order_release);
            return okStatus();
        }
    }
}

Status SessionWriter::Impl::commitOnce(bool finished)
{
    if (m_pending.empty() && !finished) {
        setTrouble(m_keeper ? m_keeper->trouble() : std::nullopt);
        return okStatus();
    }
    if (!m_tables)
        if (auto opened = openDatabase(m_path); !opened) {
            setTrouble(opened.error());
            return opened;
        }
    const std::size_t attempts = std::min(m_pending.attempts.size(), kAtOnce);
    Status status = writeOnce(attempts, finished);
    if (!status) {
        setTrouble(status.error());
        return status;
    }
    m_pending.rows.clear();
    if (attempts == m_pending.attempts.size())
        m_pending.attempts.clear();
    else
        m_pending.attempts.erase(m_pending.attempts.begin(),
                                 m_pending.attempts.begin() + static_cast<std::ptrdiff_t>(attempts));
    m_keeper->committed(m_database.pagesInWal());
    // A WAL begins anew only when a commit finds all of it folded in, and in a flood the keeper is always one commit
    // behind: then commits wait for once.
    if (m_database.pagesInWal() >= kWalMost)
        m_database.checkpoint();
    setTrouble(m_keeper->trouble());
    return okStatus();
}

Status SessionWriter::Impl::writeOnce(std::size_t attempts, bool finished)
{
    int code = m_database.exec("BEGIN IMMEDIATE");
    for (std::size_t i = 0; code == SQLITE_OK && i < m_pending.rows.size(); ++i)
        code = m_tables->insert(m_pending.rows[i]);
    for (std::size_t i = 0; code == SQLITE_OK && i < attempts; ++i)
        code = m_tables->insert(m_pending.attempts[i]);
    if (code == SQLITE_OK)
        code = m_tables->seal(m_clock.wall(), finished && attempts == m_pending.attempts.size());
    if (code == SQLITE_OK)
        code = m_database.exec("COMMIT");
    if (code == SQLITE_OK) {
        m_tables->settle();
        return okStatus();
    }
    const Error error = m_database.error(QStringLiteral("commit"), m_path);
    if (m_database.inTransaction())
        m_database.exec("ROLLBACK");
    m_tables->forget();
    return error;
}

void SessionWriter::Impl::setTrouble(std::optional<Error> trouble)
{
    const std::lock_guard lock(m_mutex);
    m_trouble = std::move(trouble);
}

void SessionWriter::Impl::finish()
{
    bool whole = false;
    for (int tries = 0; !whole && tries < kLastTries; ++tries) {
        if (tries > 0)
            std::this_thread::sleep_for(kPeriod); // a disk has no event for "room again"
        takeAll();
        do
            whole = commitOnce(true).ok();
        while (whole && !m_pending.empty());
    }
    if (!whole)
        rescue();
    for (const auto& command : m_commands)
        command->finish(health());
    m_commands.clear();
    m_tables.reset();
    m_keeper.reset();
    m_database.close(); // the last connection folds the WAL in and takes it away
    m_lock.release();
}

// The program ends and the disk still takes nothing: everything goes to another disk, if there is one, where
// recoverable() finds it.
void SessionWriter::Impl::rescue()
{
    const QString name = QFileInfo(m_path).completeBaseName();
    for (const QString& folder : {stateFolder(), QDir::tempPath()}) {
        const QString path = folder + QLatin1Char('/') + name + QStringLiteral("-rescued.knock");
        const QString partial = partialName(path);
        auto status = copyDatabase(m_database, partial);
        if (status)
            status = addTail(partial, m_pending, true);
        if (status)
            status = putInPlace(partial, path);
        if (status)
            return;
        removeDatabase(partial);
    }
}

// --- the public face

SessionWriter::SessionWriter() = default;
SessionWriter::~SessionWriter() = default;

Result<std::unique_ptr<SessionWriter>> SessionWriter::create(const QString& path, const Session& header)
{
    std::unique_ptr<SessionWriter> writer(new SessionWriter);
    writer->m_impl = std::make_unique<Impl>();
    if (auto opened = writer->m_impl->open(path, header); !opened)
        return opened.error();
    writer->m_impl->start();
    return writer;
}

bool SessionWriter::append(const Attempt& attempt) noexcept
{
    return m_impl->append(attempt);
}
std::size_t SessionWriter::room() noexcept
{
    return m_impl->room();
}

void SessionWriter::putTarget(std::uint32_t index, const TargetSpec& spec)
{
    m_impl->put(targetRow(index, spec));
}

void SessionWriter::putNames(std::uint32_t index, const NameReport& names)
{
    m_impl->put(factRow(m_impl->nextSeq(), names.at, index, "names", {}, codec::encode(names)));
}

void SessionWriter::putRoute(std::uint32_t index, const RouteFact& route)
{
    m_impl->put(
        factRow(m_impl->nextSeq(), route.at, index, "route", codec::addressText(route.to), codec::encode(route)));
}

void SessionWriter::putNeighbour(std::uint32_t index, const NeighbourFact& neighbour)
{
    m_impl->put(factRow(m_impl->nextSeq(), neighbour.at, index, "neighbour", neighbourSubject(neighbour),
                        codec::encode(neighbour)));
}

void SessionWriter::putEcho(std::uint32_t index, const EchoFact& echo, int number)
{
    m_impl->put(factRow(m_impl->nextSeq(), echo.at, index, "echo", echoSubject(echo, number), codec::encode(echo)));
}

void SessionWriter::putRouter(std::uint32_t index, const RouterFact& router)
{
    m_impl->put(factRow(m_impl->nextSeq(), router.at, index, "router", codec::addressText(router.router),
                        codec::encode(router)));
}

void SessionWriter::putCounters(std::uint32_t index, const KernelCounters& counters, int number)
{
    m_impl->put(
        factRow(m_impl->nextSeq(), counters.at, index, "counters", countersSubject(number), codec::encode(counters)));
}

void SessionWriter::putTls(std::uint32_t index, const TlsFact& tls)
{
    m_impl->put(factRow(m_impl->nextSeq(), tls.at, index, "tls", codec::addressText(tls.to), codec::encode(tls)));
}

void SessionWriter::putLarge(std::uint32_t index, const LargeFact& large)
{
    m_impl->put(
        factRow(m_impl->nextSeq(), large.at, index, "large", codec::addressText(large.to), codec::encode(large)));
}

void SessionWriter::putServer(std::uint32_t index, const ServerWords& words, qsizetype from)
{
    m_impl->put(factRow(m_impl->nextSeq(), systemClock().wall(), index, "server", {}, codec::encode(words)));
    for (const ServerSaying& saying : words.sayings.mid(from))
        m_impl->put(sayingRow(m_impl->nextSeq(), index, saying));
}

void SessionWriter::putOwnFilter(std::uint32_t index, const OwnFilter& filter)
{
    m_impl->put(factRow(m_impl->nextSeq(), filter.at, index, "own-rules", codec::addressText(filter.to),
                        codec::encode(filter)));
}

void SessionWriter::putServerTrouble(std::uint32_t index, const ServerTrouble& trouble)
{
    m_impl->put(factRow(m_impl->nextSeq(), systemClock().wall(), index, "server-trouble", {}, codec::encode(trouble)));
}

void SessionWriter::putVantage(const VantageFacts& vantage)
{
    m_impl->put(factRow(m_impl->nextSeq(), systemClock().wall(), std::nullopt, "vantage", {}, codec::encode(vantage)));
}

void SessionWriter::putVerdict(std::uint32_t index, const Diagnosis& diagnosis)
{
    m_impl->put(verdictRow(m_impl->nextSeq(), systemClock().wall(), index, diagnosis));
}

void SessionWriter::putNote(const Note& note)
{
    m_impl->put(noteRow(m_impl->nextSeq(), note));
}

Status SessionWriter::flush()
{
    return m_impl->flush();
}
Status SessionWriter::health() const
{
    return m_impl->health();
}
WallTime SessionWriter::savedAt() const
{
    return m_impl->savedAt();
}
QString SessionWriter::path() const
{
    return m_impl->path();
}
Status SessionWriter::saveCopy(const QString& path)
{
    return m_impl->saveCopy(path);
}
Status SessionWriter::saveAs(const QString& path)
{
    return m_impl->saveAs(path);
}

} // namespace knockback
