#include "core/base/byte_reader.h"

#include <QTest>
#include <array>
#include <limits>

using namespace knockback;

class TestByteReader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsInNetworkOrder()
    {
        const std::array<std::uint8_t, 15> bytes{0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xff,
                                                 0,    0,    0,    0,    0,    0,    0x80};
        ByteReader reader(bytes);
        QCOMPARE(reader.u8(), std::uint8_t{0x01});
        QCOMPARE(reader.be16(), std::uint16_t{0x0203});
        QCOMPARE(reader.be32(), std::uint32_t{0x04050607});
        QCOMPARE(reader.be64(), std::uint64_t{0xff00'0000'0000'0080});
        QCOMPARE(reader.left(), std::size_t{0});
        QVERIFY(!reader.failed());
    }
    void failsForGood()
    {
        const std::array<std::uint8_t, 3> bytes{1, 2, 3};
        ByteReader reader(bytes);
        QCOMPARE(reader.be32(), std::uint32_t{0});
        QVERIFY(reader.failed());
        QCOMPARE(reader.left(), std::size_t{0});
        QCOMPARE(reader.u8(), std::uint8_t{0}); // although a byte is there
        QVERIFY(reader.take(0).empty());
        QVERIFY(reader.failed());
    }
    void aLengthThatWouldWrapIsRefused()
    {
        const std::array<std::uint8_t, 3> bytes{1, 2, 3};
        ByteReader reader(bytes);
        reader.skip(1);
        QVERIFY(reader.take(std::numeric_limits<std::size_t>::max()).empty());
        QVERIFY(reader.failed());
        QCOMPARE(reader.position(), std::size_t{1});
    }
    void nothingToRead()
    {
        ByteReader reader({});
        QVERIFY(!reader.failed());
        QVERIFY(reader.take(0).empty());
        QVERIFY(!reader.failed());
        QCOMPARE(reader.u8(), std::uint8_t{0});
        QVERIFY(reader.failed());
    }
    void takeAndSkip()
    {
        const std::array<std::uint8_t, 4> bytes{9, 8, 7, 6};
        ByteReader reader(bytes);
        reader.skip(1);
        const auto two = reader.take(2);
        QCOMPARE(two.size(), std::size_t{2});
        QCOMPARE(two[0], std::uint8_t{8});
        QCOMPARE(reader.position(), std::size_t{3});
        QCOMPARE(reader.left(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestByteReader)
#include "test_byte_reader.moc"
