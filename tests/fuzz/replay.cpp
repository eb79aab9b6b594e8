// Runs a fuzz target over its stored corpus as an ordinary test: every file of the folder given, then a few fixed
// inputs no corpus should lack (empty, one byte, a long run). An empty or missing corpus is a failure: a check that
// cannot fail is none.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {
void runOn(const std::string& bytes)
{
    std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
    LLVMFuzzerTestOneInput(copy.data(), copy.size());
}
} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
        std::fprintf(stderr, "usage: %s CORPUS_FOLDER (it must exist)\n", argv[0]);
        return 2;
    }
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
        std::ifstream file(entry.path(), std::ios::binary);
        runOn({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
        ++count;
    }
    for (const std::string& fixed :
         {std::string(), std::string(1, '\0'), std::string(70000, 'a'), std::string("\xff\xfe\n\r\x1b[2J")})
        runOn(fixed);
    std::printf("%d corpus files replayed\n", count);
    return count > 0 ? 0 : 1;
}
