// How one structure's description serves both directions: describe(io, value) names each field once; JsonOut writes
// them, JsonIn reads and checks them. Private to core/session. Thread: any.
#pragma once

#include "core/session/codec.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <type_traits>

namespace knockback::codec {

inline constexpr qsizetype kDocumentMost = 8 << 20; // bytes of one JSON document
inline constexpr qsizetype kTextMost = 1 << 20;     // characters of one string
inline constexpr qsizetype kListMost = 100'000;     // elements of one array

// describe() takes its value const (writing) or not (reading).
template <typename F, typename T>
concept Is = std::same_as<std::remove_const_t<F>, T>;

template <typename T>
struct Range
{
    T low, high;
};

inline constexpr Range<std::int64_t> kDuration{-1, kLongestNs};
inline constexpr Range<double> kPart{0.0, 1.0};

class JsonOut
{
public:
    QJsonObject object;

    template <typename T, typename... How>
    void operator()(const char* key, const T& value, How... how)
    {
        object.insert(QLatin1String(key), json(value, how...));
    }
    template <typename T, typename... How>
    void operator()(const char* key, const std::optional<T>& value, How... how)
    {
        if (value)
            (*this)(key, *value, how...);
    }

private:
    static QJsonValue json(bool value) { return value; }
    static QJsonValue json(const QString& value) { return value; }
    static QJsonValue json(double value) { return std::isfinite(value) ? value : 0.0; }
    static QJsonValue json(double value, Range<double> range)
    {
        return std::clamp(std::isfinite(value) ? value : 0.0, range.low, range.high);
    }
    template <std::integral T>
    static QJsonValue json(T value)
    {
        if constexpr (std::is_unsigned_v<T> && sizeof(T) == 8)
            return QJsonValue(static_cast<qint64>(std::min<std::uint64_t>(value, std::numeric_limits<qint64>::max())));
        else
            return QJsonValue(static_cast<qint64>(value));
    }
    static QJsonValue json(WallTime value)
    {
        return QJsonValue(static_cast<qint64>(std::clamp<std::int64_t>(value.ns, 0, kLatestNs)));
    }
    template <typename Rep, typename Period>
    static QJsonValue json(std::chrono::duration<Rep, Period> value)
    {
        const std::int64_t ns = std::chrono::duration_cast<std::chrono::nanoseconds>(value).count();
        return QJsonValue(static_cast<qint64>(std::clamp(ns, kDuration.low, kDuration.high)));
    }
    static QJsonValue json(Port value) { return QJsonValue(static_cast<qint64>(value.value)); }
    static QJsonValue json(const IpAddress& value) { return QString::fromStdString(addressText(value)); }
    template <typename E, std::size_t N>
    requires std::is_enum_v<E>
    static QJsonValue json(E value, const std::array<const char*, N>& ids)
    {
        return QString::fromLatin1(ids[std::min(static_cast<std::size_t>(value), N - 1)]);
    }
    template <typename T>
    static QJsonValue json(const QVector<T>& values)
    {
        QJsonArray out;
        for (const T& value : values)
            out.append(json(value));
        return out;
    }
    template <typename T, std::size_t N>
    static QJsonValue json(const std::array<T, N>& values)
    {
        QJsonArray out;
        for (const T& value : values)
            out.append(json(value));
        return out;
    }
    template <typename T>
    requires std::is_class_v<T> && requires(JsonOut& io, const T& value) { describe(io, value); }
    static QJsonValue json(const T& value)
    {
        JsonOut inner;
        describe(inner, value);
        return inner.object;
    }
};

class JsonIn
{
public:
    explicit JsonIn(QJsonObject object) : m_object(std::move(object)) {}

    // "" = everything was as it should be; else which field is not.
    const QString& wrong() const { return m_wrong; }

    template <typename T, typename... How>
    void operator()(const char* key, T& value, How... how)
    {
        const auto it = m_object.constFind(QLatin1String(key));
        if (it == m_object.constEnd() || !m_wrong.isEmpty())
            return;
        const qsizetype depth = m_path.size();
        m_path += QLatin1Char('.') + QLatin1String(key);
        read(*it, value, how...);
        m_path.truncate(depth);
    }
    template <typename T, typename... How>
    void operator()(const char* key, std::optional<T>& value, How... how)
    {
        if (!m_object.contains(QLatin1String(key)))
            return;
        T inner{};
        (*this)(key, inner, how...);
        value = inner;
    }

private:
    void fail()
    {
        if (m_wrong.isEmpty())
            m_wrong = m_path.mid(1);
    }
    std::int64_t integer(const QJsonValue& json, std::int64_t low, std::int64_t high)
    {
        const qint64 value = json.toInteger(0);
        if (!json.isDouble() || (value == 0 && json.toInteger(1) == 1) || value < low || value > high) {
            fail();
            return low <= 0 && high >= 0 ? 0 : low;
        }
        return value;
    }
    void read(const QJsonValue& json, bool& value)
    {
        if (!json.isBool())
            return fail();
        value = json.toBool();
    }
    void read(const QJsonValue& json, QString& value)
    {
        if (!json.isString() || json.toString().size() > kTextMost)
            return fail();
        value = json.toString();
    }
    void read(const QJsonValue& json, double& value) { read(json, value, Range<double>{-1e15, 1e15}); }
    void read(const QJsonValue& json, double& value, Range<double> range)
    {
        const double number = json.toDouble(std::nan(""));
        if (!(number >= range.low && number <= range.high))
            return fail();
        value = number;
    }
    template <std::integral T>
    void read(const QJsonValue& json, T& value)
    {
        constexpr auto high = static_cast<std::int64_t>(
            std::min<std::uint64_t>(std::numeric_limits<T>::max(), std::numeric_limits<std::int64_t>::max()));
        value = static_cast<T>(integer(json, static_cast<std::int64_t>(std::numeric_limits<T>::min()), high));
    }
    void read(const QJsonValue& json, WallTime& value) { value.ns = integer(json, 0, kLatestNs); }
    template <typename Rep, typename Period>
    void read(const QJsonValue& json, std::chrono::duration<Rep, Period>& value)
    {
        const std::chrono::nanoseconds ns(integer(json, kDuration.low, kDuration.high));
        value = std::chrono::duration_cast<std::chrono::duration<Rep, Period>>(ns);
    }
    void read(const QJsonValue& json, Port& value)
    {
        value.value = static_cast<std::uint16_t>(integer(json, 0, 65535));
    }
    void read(const QJsonValue& json, IpAddress& value)
    {
        const auto address = json.isString() ? addressFrom(json.toString().toStdString()) : std::nullopt;
        if (!address)
            return fail();
        value = *address;
    }
    template <typename E, std::size_t N>
    requires std::is_enum_v<E>
    void read(const QJsonValue& json, E& value, const std::array<const char*, N>& ids)
    {
        const QString id = json.toString();
        for (std::size_t i = 0; i < N; ++i)
            if (json.isString() && id == QLatin1String(ids[i])) {
                value = static_cast<E>(i);
                return;
            }
        fail();
    }
    template <typename T>
    void read(const QJsonValue& json, QVector<T>& values)
    {
        const QJsonArray array = json.toArray();
        if (!json.isArray() || array.size() > kListMost)
            return fail();
        values.clear();
        values.reserve(array.size());
        for (const QJsonValue element : array) {
            T value{};
            read(element, value);
            if (!m_wrong.isEmpty())
                return;
            values.append(std::move(value));
        }
    }
    template <typename T, std::size_t N>
    void read(const QJsonValue& json, std::array<T, N>& values)
    {
        const QJsonArray array = json.toArray();
        if (!json.isArray() || array.size() != static_cast<qsizetype>(N))
            return fail();
        for (std::size_t i = 0; i < N && m_wrong.isEmpty(); ++i)
            read(array.at(static_cast<qsizetype>(i)), values[i]);
    }
    template <typename T>
    requires std::is_class_v<T> && requires(JsonIn& io, T& value) { describe(io, value); }
    void read(const QJsonValue& json, T& value)
    {
        if (!json.isObject())
            return fail();
        JsonIn inner(json.toObject());
        inner.m_path = m_path;
        describe(inner, value);
        m_wrong = inner.m_wrong;
    }

    QJsonObject m_object;
    QString m_path;
    QString m_wrong;
};

template <typename T>
QByteArray encodeWith(const T& value)
{
    JsonOut out;
    describe(out, value);
    return QJsonDocument(out.object).toJson(QJsonDocument::Compact);
}

template <typename T>
Result<T> decodeWith(const QByteArray& json)
{
    const auto damaged = [](const QString& what) {
        return Error{ErrorKind::damagedFile, QStringLiteral("decode"), {}, 0, what};
    };
    if (json.size() > kDocumentMost)
        return damaged(QStringLiteral("A stored fact is %1 bytes long, more than any can be.").arg(json.size()));
    QJsonParseError problem{};
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject())
        return damaged(QStringLiteral("A stored fact is not a JSON object."));
    JsonIn in(document.object());
    T value{};
    describe(in, value);
    if (!in.wrong().isEmpty())
        return damaged(QStringLiteral("The field %1 of a stored fact has a wrong value.").arg(in.wrong()));
    return value;
}

} // namespace knockback::codec
