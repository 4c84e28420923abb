// JSON and YAML to documents and back.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/documents/json_text.h"
#include "clients/cli/documents/text_check.h"
#include "clients/cli/documents/yaml_json.h"
#include "clients/cli/documents/yaml_text.h"

namespace berth {
namespace {

std::string Repeated(const std::string& part, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += part;
  return text;
}

struct Case {
  std::string name;
  std::string input;
  std::string expected;
};

std::string NameOf(const testing::TestParamInfo<Case>& info) { return info.param.name; }

class YamlToJsonTest : public testing::TestWithParam<Case> {};

TEST_P(YamlToJsonTest, Reads) {
  const absl::StatusOr<std::string> json = YamlToJson(GetParam().input);
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_EQ(*json, GetParam().expected);
}

const Case kReadable[] = {
    {"PlainScalars", "a: x\nb: 12\nc: 1.5e3\nd: true\ne: null\nf: ~\n",
     R"({"a":"x","b":"12","c":"1.5e3","d":true,"e":null,"f":null})"},
    {"DigitsAreKept", "id: 123e4567\nbig: 123456789012345678901\n",
     R"({"id":"123e4567","big":"123456789012345678901"})"},
    {"QuotedScalarsAreStrings", "a: \"true\"\nb: '1'\nc: \"\"\n", R"({"a":"true","b":"1","c":""})"},
    {"WordsOfYaml11AreStrings", "a: yes\nb: 0x10\nc: 1:30\nd: True\n",
     R"({"a":"yes","b":"0x10","c":"1:30","d":"True"})"},
    {"StringTag", "a: !!str 12\nb: ! x\n", R"({"a":"12","b":"x"})"},
    {"BlockScalars", "a: |\n  x\n  y\nb: >-\n  z\n  w\n", R"({"a":"x\u000ay\u000a","b":"z w"})"},
    {"Anchors", "a: &x {k: [1]}\nb: *x\n", R"({"a":{"k":["1"]},"b":{"k":["1"]}})"},
    {"ByteOrderMarkAndCrLf",
     "\xEF\xBB\xBF"
     "a: 1\r\nb:\r\n- x\r\n",
     R"({"a":"1","b":["x"]})"},
    {"EmptyContainers", "a: {}\nb: []\n", R"({"a":{},"b":[]})"},
    {"Json", "{\"a\": 1,\n\t\"b\": [true, null, \"x\\/y\"]}", R"({"a":"1","b":[true,null,"x/y"]})"},
    {"JsonSurrogates", R"({"a":"\ud83d\ude00"})", "{\"a\":\"\xF0\x9F\x98\x80\"}"},
    {"FlowStyleThatIsNotJson", "{a: 1, b: [x, y]}", R"({"a":"1","b":["x","y"]})"},
    {"OneDocumentWithMarks", "---\na: 1\n...\n", R"({"a":"1"})"},
    {"Comments", "# first\na: 1 # second\n", R"({"a":"1"})"},
};

INSTANTIATE_TEST_SUITE_P(Documents, YamlToJsonTest, testing::ValuesIn(kReadable), NameOf);

class YamlFaultTest : public testing::TestWithParam<Case> {};

TEST_P(YamlFaultTest, IsRefusedWithItsPlace) {
  const absl::StatusOr<std::string> json = YamlToJson(GetParam().input);
  ASSERT_FALSE(json.ok()) << *json;
  EXPECT_EQ(json.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StrContains(json.status().message(), GetParam().expected)) << json.status();
}

// Each anchor holds nine of the one before.
std::string AliasBomb() {
  std::string yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    absl::StrAppend(&yaml, "a", i, ": &a", i, " [", Repeated(absl::StrCat("*a", i - 1, ", "), 9), "]\n");
  }
  return yaml;
}

// One alias a level deeper than the last: each is shallow where it stands.
std::string DeepAliases() {
  std::string yaml = "- &a0 [x]\n";
  for (int i = 1; i < 150; ++i) absl::StrAppend(&yaml, "- &a", i, " [*a", i - 1, "]\n");
  return yaml;
}

const Case kFaulty[] = {
    {"DuplicateKey", "a: 1\nb: 2\na: 3\n", "line 3, column 1: duplicate key `a`"},
    {"DuplicateKeyThroughQuotes", "{a: 1, \"a\": 2}", "duplicate key `a`"},
    {"DuplicateKeyInJson", "{\"a\": 1,\n \"a\": 2}", "line 2, column 2: duplicate key `a`"},
    {"TwoDocuments", "a: 1\n---\nb: 2\n", "line 2, column 1: a second document"},
    {"TwoDocumentsInJson", "{\"a\":1} {\"b\":2}", "a second document"},
    {"NumberAsKey", "1: a\n", "line 1, column 1: a key must be a string"},
    {"TruthValueAsKey", "true: a\n", "a key must be a string"},
    {"NullAsKey", "null: a\n", "a key must be a string"},
    {"ListAsKey", "? [a]\n: b\n", "a key must be a string"},
    {"MergeKey", "a: &x {b: 1}\nc:\n  <<: *x\n", "line 3, column 3: `<<` does not merge"},
    {"ForgottenValue", "a:\nb: 1\n", "a value is missing"},
    {"ForgottenColon", "a: 1\nb\n", "a value is missing"},
    {"UnquotedModel", "a: @cf/acme/m\n",
     "line 1, column 4: `@` cannot start a value: put the value in quotes, as in `\"@cf/acme/m\"`"},
    {"UnquotedModelInAList", "a:\n- x\n- @cf/m # y\n",
     "line 3, column 3: `@` cannot start a value: put the value in quotes, as in `\"@cf/m\"`"},
    {"UnquotedModelInFlowStyle", "a: [x, @cf/m]\n",
     "line 1, column 8: `@` cannot start a value: put the value in quotes, as in `\"@cf/m\"`"},
    {"UnquotedModelInJson", "{\"a\": @cf/m}", "line 1, column 7: `@` cannot start a value"},
    {"UnquotedModelAsKey", "@cf/m: 1\n", "line 1, column 1: `@` cannot start a value"},
    {"LongUnquotedModel", "a: @" + std::string(100, 'x'), "`@` cannot start a value: put the value in quotes"},
    {"Backquote", "a: `x`\n", "line 1, column 4: a backquote cannot start a value: put the value in quotes"},
    {"PercentSign", "a: %x\n", "line 1, column 4: `%` cannot start a value: put the value in quotes, as in `\"%x\"`"},
    {"Asterisk", "a: *\n", "line 1, column 5: `*` stands for an anchor, and no name follows"},
    {"AmpersandAlone", "a: & x\n", "line 1, column 5: `&` names an anchor, and no name follows"},
    {"AsteriskAndWord", "a: *x\n", "line 1, column 4: `*` stands for an anchor"},
    {"Ampersand", "a: &x\n", "line 1, column 4: `&` names an anchor, and no value follows"},
    {"ExclamationMark", "a: !x\n",
     "line 1, column 4: tag `!x` has no meaning here: a value that starts with `!` needs"},
    {"Bar", "a: |x\n", "line 1, column 5: `|` and `>` start a text on the lines below"},
    {"Brace", "a: }x\n", "line 1, column 4: `]` and `}` end what is not begun"},
    {"Placeholder", "a: {{ x }}\n", "line 1, column 5: a key must be a string: a value that starts with `{`"},
    {"Dash", "a: - x\n", "line 1, column 4: `-` starts an entry of a list, which is not expected here"},
    {"QuestionMark", "a: ? x\n", "line 1, column 4: `?` starts a key, which is not expected here"},
    {"ColonInAValue", "a: b: c\n", "line 1, column 5: `:` is not expected here: a value that holds `: ` needs quotes"},
    {"ForeignTag", "a: !secret x\n", "line 1, column 4: tag `!secret`"},
    {"TaggedNumber", "a: !!int 1\n", "tag `tag:yaml.org,2002:int`"},
    {"TaggedMap", "a: !x {b: 1}\n", "tag `!x`"},
    {"UnknownAnchor", "a: *x\n", "line 1, column 4"},
    {"AnchorWithinItself", "&a [*a]", "within its own anchor"},
    {"BadIndentation", "a: 1\n  b: 2\n", "line 2"},
    {"UnclosedList", "a: [1, 2\n", "line 1"},
    {"UnclosedJson", "{\"a\": ", "line 1"},
    {"Empty", "", "empty"},
    {"OnlyComments", "# nothing\n", "empty"},
    {"NotUtf8", "a: \"\xff\"\n", "line 1, column 5: byte 0xff is not UTF-8"},
    {"TruncatedUtf8", "a: \xE2\x82", "is not UTF-8"},
    {"OverlongUtf8", "a: \xC0\xAF", "is not UTF-8"},
    {"SurrogateInUtf8", "a: \xED\xA0\x80", "is not UTF-8"},
    {"ControlCharacter", "a: 1\nb: \x04 2\n", "line 2, column 4: control character U+0004"},
    {"NullByte", std::string("a: 1\0b: 2", 9), "control character U+0000"},
    {"TooDeep", Repeated("[", 101) + Repeated("]", 101), "nested deeper than 100"},
    {"TooDeepInBlockStyle", Repeated("- ", 200) + "x\n", "nested deeper than 100"},
    {"TooDeepThroughAliases", DeepAliases(), "nested deeper than 100"},
    {"AliasBomb", AliasBomb(), "with every alias expanded"},
    {"TooLarge", "a: " + std::string(2 << 20, 'x'), "larger than 1048576 bytes"},
    {"TooManyNodes", Repeated("- a\n", 200000), "larger than 4194304 bytes"},
    {"HalfASurrogatePair", R"({"a":"\ud83d"})", "line 1"},
    {"JsonTrailingGarbage", "{\"a\":1}}", "line 1"},
};

INSTANTIATE_TEST_SUITE_P(Documents, YamlFaultTest, testing::ValuesIn(kFaulty), NameOf);

TEST(Documents, DepthUpToTheLimitIsRead) {
  EXPECT_TRUE(YamlToJson(Repeated("[", 100) + Repeated("]", 100)).ok());
  EXPECT_TRUE(YamlToJson(Repeated("- ", 99) + "[x]\n").ok());
}

TEST(Documents, JsonIsStrict) {
  for (const char* json : {"", "01", "1.", ".5", "1e", "+1", "nul", "'a'", "[1,]", "{\"a\" 1}", "{a:1}", "\"a\nb\"",
                           "\"\\x41\"", "\"\\u12g4\"", "\"\\udc00\"", "1 2", "[1", "\"a"}) {
    EXPECT_FALSE(ReadJson(json).ok()) << json;
  }
  for (const char* json : {"0", "-0.5e+10", "\"\\u00e9\"", "[]", "{}", " true ", "[1, [2]]"}) {
    EXPECT_TRUE(ReadJson(json).ok()) << json;
  }
}

class YamlWriterTest : public testing::TestWithParam<Case> {};

TEST_P(YamlWriterTest, Writes) { EXPECT_EQ(JsonToYaml(GetParam().input), GetParam().expected); }

const Case kWritten[] = {
    {"BlockStyleInOrder", R"({"b":{"y":1,"x":[true,{"k":"v","l":[]}]},"a":{}})",
     "b:\n  \"y\": 1\n  x:\n  - true\n  - k: v\n    l: []\na: {}\n"},
    {"ListsInLists", "[[1,2],[[3]],[]]", "- - 1\n  - 2\n- - - 3\n- []\n"},
    {"StringsThatLookLikeOthers",
     R"(["1","true","1e3","null","yes","0x10","1:30","","2024-01-01","2024-01-01T00:00:00Z",".5","~","Off","1_000","-1"])",
     "- \"1\"\n- \"true\"\n- \"1e3\"\n- \"null\"\n- \"yes\"\n- \"0x10\"\n- \"1:30\"\n- \"\"\n- \"2024-01-01\"\n"
     "- \"2024-01-01T00:00:00Z\"\n- \".5\"\n- \"~\"\n- \"Off\"\n- \"1_000\"\n- \"-1\"\n"},
    {"StringsThatNeedQuotes",
     R"([" a","a ","a: b","a #b","a:","- a","*a","&a","!a","{a}","[a]","%a","@a","`a","a\nb"])",
     "- \" a\"\n- \"a \"\n- \"a: b\"\n- \"a #b\"\n- \"a:\"\n- \"- a\"\n- \"*a\"\n- \"&a\"\n- \"!a\"\n- \"{a}\"\n"
     "- \"[a]\"\n- \"%a\"\n- \"@a\"\n- \"`a\"\n- \"a\\nb\"\n"},
    {"StringsThatNeedNone", R"(["10m","144Gi","600s","acme/x:14","a b","/dev/shm","nvidia.com/gpu"])",
     "- 10m\n- 144Gi\n- 600s\n- acme/x:14\n- a b\n- /dev/shm\n- nvidia.com/gpu\n"},
    {"InvisibleCharacters", "[\"\\u0007\\u007f\\u2028\\ufeff\\u202e\"]", "- \"\\x07\\x7f\\u2028\\ufeff\\u202e\"\n"},
    {"OtherScriptsStayReadable", "[\"\xC3\xA9\"]", "- \"\xC3\xA9\"\n"},
    {"WhatIsNotJsonStays", "not json", "not json"},
};

INSTANTIATE_TEST_SUITE_P(Documents, YamlWriterTest, testing::ValuesIn(kWritten), NameOf);

// Makes documents at random, rich in what is hard to write down.
class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  Document Make(int depth) {
    Document document;
    const int kind = static_cast<int>(Below(depth > 0 ? 6 : 4));
    document.kind = static_cast<Document::Kind>(kind);
    switch (document.kind) {
      case Document::Kind::kNull:
        break;
      case Document::Kind::kBool:
        document.text = Below(2) == 0 ? "true" : "false";
        break;
      case Document::Kind::kNumber:
        document.text = Pick({"0", "-1", "1.5", "1e3", "-0.25E-7", "123456789012345678901234567890", "100"});
        break;
      case Document::Kind::kString:
        document.text = String();
        break;
      case Document::Kind::kList:
        for (size_t i = Below(4); i > 0; --i) document.items.push_back(Make(depth - 1));
        break;
      case Document::Kind::kMap:
        for (size_t i = Below(4); i > 0; --i) AddEntry(document, depth);
        break;
    }
    return document;
  }

 private:
  size_t Below(size_t bound) { return random_() % bound; }

  std::string Pick(std::initializer_list<const char*> choices) { return *(choices.begin() + Below(choices.size())); }

  void AddEntry(Document& map, int depth) {
    DocumentEntry entry;
    entry.key = String();
    if (entry.key == "<<") return;
    for (const DocumentEntry& other : map.entries) {
      if (other.key == entry.key) return;
    }
    entry.value = Make(depth - 1);
    map.entries.push_back(std::move(entry));
  }

  std::string String() {
    switch (Below(5)) {
      case 0:
        return Pick({"",
                     "1",
                     "true",
                     "null",
                     "~",
                     "yes",
                     "No",
                     "on",
                     "0x1F",
                     "0o7",
                     "1:30",
                     "1_000",
                     "1e3",
                     ".inf",
                     ".nan",
                     "2024-01-01",
                     "2024-01-01 10:00:00",
                     "-",
                     "--",
                     "---",
                     "...",
                     "- a",
                     "a: b",
                     "a:",
                     ": a",
                     "a #b",
                     "#a",
                     "?",
                     "? a",
                     "&a",
                     "*a",
                     "!a",
                     "%a",
                     "|",
                     ">",
                     "\"",
                     "'",
                     "\\",
                     "@a",
                     "`",
                     "{",
                     "[",
                     "a,b",
                     "=",
                     "<<<"});
      case 1:
        return std::string(Below(3000), 'k') + "x";
      case 2:
        return absl::StrCat(Pick({" ", "\t", "\n", "\r\n", ""}), "text", Pick({" ", "\t", "\n", "\n\n", ""}));
      case 3:
        return RandomText(0x80);
      default:
        return RandomText(0x110000);
    }
  }

  std::string RandomText(uint32_t bound) {
    std::string text;
    for (size_t i = Below(12); i > 0; --i) {
      const auto code_point = static_cast<char32_t>(Below(bound));
      if (code_point < 0xD800 || code_point > 0xDFFF) AppendUtf8(code_point, text);
    }
    return text;
  }

  std::mt19937 random_;
};

TEST(Documents, WhatIsWrittenReadsBackTheSame) {
  for (uint32_t seed = 0; seed < 20000; ++seed) {
    const Document document = Generator(seed).Make(5);
    const std::string yaml = WriteYaml(document);
    const absl::StatusOr<Document> from_yaml = ReadDocument(yaml);
    ASSERT_TRUE(from_yaml.ok()) << "seed " << seed << ": " << from_yaml.status() << "\n" << yaml;
    ASSERT_TRUE(*from_yaml == document) << "seed " << seed << "\n" << yaml;
    const std::string json = WriteJson(document, NumberForm::kAsTheyAre);
    const absl::StatusOr<Document> from_json = ReadJson(json);
    ASSERT_TRUE(from_json.ok()) << "seed " << seed << ": " << from_json.status() << "\n" << json;
    ASSERT_TRUE(*from_json == document) << "seed " << seed << "\n" << json;
  }
}

TEST(Documents, MutilatedTextsAreRefusedOrRead) {
  const std::string whole = "a: &x {b: [1, \"two\\n\", 'three']}\nc: *x\nd: |\n  text\n? e\n: - f\n  - {g: h}\n";
  for (uint32_t seed = 0; seed < 20000; ++seed) {
    std::mt19937 random(seed);
    std::string text = whole;
    for (size_t edits = 1 + random() % 4; edits > 0; --edits) {
      text[random() % text.size()] = "\"'{}[]&*!|>-?:,# \n\tab\\~%@"[random() % 26];
    }
    // Whatever is read can be written and read again.
    const absl::StatusOr<Document> document = ReadDocument(text);
    if (!document.ok()) continue;
    const absl::StatusOr<Document> again = ReadDocument(WriteYaml(*document));
    ASSERT_TRUE(again.ok()) << again.status() << "\n" << text << "\n" << WriteYaml(*document);
    ASSERT_TRUE(*again == *document) << text;
  }
}

}  // namespace
}  // namespace berth
