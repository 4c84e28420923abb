#include "server/logging/logging.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "grpc/support/log.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "server/logging/call_log.h"
#include "server/logging/line_format.h"
#include "server/logging/token_bucket.h"
#include "spdlog/sinks/ostream_sink.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

using nlohmann::json;

// A logger that writes at once, and what it wrote.
class Written {
 public:
  Written(const std::string& name, LineFormat format) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(stream_);
    sink->set_formatter(MakeLineFormatter(format));
    logger_ = std::make_shared<spdlog::logger>(name, std::move(sink));
  }
  const std::shared_ptr<spdlog::logger>& logger() { return logger_; }
  std::vector<std::string> Lines() const { return absl::StrSplit(stream_.str(), '\n', absl::SkipEmpty()); }

 private:
  std::ostringstream stream_;
  std::shared_ptr<spdlog::logger> logger_;
};

// What tries to be more than one line, or more than text.
constexpr absl::string_view kHostile[] = {
    "two\nlines",
    "carriage\rreturn",
    "\x1b[2Jescape",
    absl::string_view("a\0b", 3),
    "not utf-8 \xff\xc3",
    "c1 \xc2\x9b"
    "2J",
    "line separator \xe2\x80\xa8 here",
    "quote \" backslash \\",
    "\",\"level\":\"error",
};

bool IsPrintable(const std::string& line) {
  return std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

TEST(LineFormatTest, TextLinesStayOneLineOfPrintableCharacters) {
  for (const absl::string_view hostile : kHostile) {
    SCOPED_TRACE(Printable(hostile));
    Written written("berth", LineFormat::kText);
    written.logger()->info("{}", std::string(hostile));
    ASSERT_EQ(written.Lines().size(), 1u);
    EXPECT_TRUE(IsPrintable(written.Lines()[0]));
  }
}

TEST(LineFormatTest, TextLinesHaveTimeLevelAndMessage) {
  Written written("berth", LineFormat::kText);
  written.logger()->warn("catalog `{}` has 3 faults", "a \"b\"");
  const std::string line = written.Lines().at(0);
  EXPECT_EQ(line.substr(24), " warning catalog `a \"b\"` has 3 faults");
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%dT%H:%M:%E3SZ", line.substr(0, 24), &time, nullptr)) << line;
}

TEST(LineFormatTest, JsonLinesAreOneObjectEach) {
  for (const absl::string_view hostile : kHostile) {
    SCOPED_TRACE(Printable(hostile));
    Written written("berth", LineFormat::kJson);
    written.logger()->info("{}", std::string(hostile));
    ASSERT_EQ(written.Lines().size(), 1u);
    const json line = json::parse(written.Lines()[0], nullptr, false);
    ASSERT_TRUE(line.is_object()) << written.Lines()[0];
    EXPECT_EQ(line.size(), 3u);
    EXPECT_EQ(line["level"], "info");
    EXPECT_TRUE(line["message"].is_string());
    EXPECT_TRUE(IsPrintable(written.Lines()[0]));
  }
}

TEST(TokenBucketTest, GivesSoManyASecond) {
  const TokenBucket::Time start{std::chrono::hours(1)};
  const struct {
    const char* name;
    int per_second;
    std::vector<std::pair<std::chrono::milliseconds, int>>
        taken;  // At a time after the start: how many of 50 are given.
  } cases[] = {
      {"all at once, then none", 10, {{std::chrono::milliseconds(0), 10}, {std::chrono::milliseconds(0), 0}}},
      {"fills again", 10, {{std::chrono::milliseconds(0), 10}, {std::chrono::milliseconds(300), 3}}},
      {"no more than full", 10, {{std::chrono::milliseconds(0), 10}, {std::chrono::milliseconds(60'000), 10}}},
      {"one", 1, {{std::chrono::milliseconds(0), 1}, {std::chrono::milliseconds(999), 0}}},
      {"no limit", 0, {{std::chrono::milliseconds(0), 50}, {std::chrono::milliseconds(0), 50}}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    TokenBucket bucket(c.per_second);
    for (const auto& [after, expected] : c.taken) {
      int given = 0;
      for (int i = 0; i < 50; ++i) given += bucket.Take(start + after) ? 1 : 0;
      EXPECT_EQ(given, expected);
    }
  }
}

TEST(TokenBucketTest, GivesNoMoreToManyThreads) {
  TokenBucket bucket(1'000);
  const TokenBucket::Time now{std::chrono::hours(1)};
  std::atomic<int> given = 0;
  const auto take = [&] {
    for (int i = 0; i < 2'000; ++i) given += bucket.Take(now) ? 1 : 0;
  };
  std::thread first(take), second(take);
  first.join();
  second.join();
  EXPECT_EQ(given, 1'000);
}

const std::vector<MethodInfo>& Methods() {
  static const auto& methods =
      *new std::vector<MethodInfo>{{"berth.v1.PlacementService", "PlanPlacement", MethodInfo::Type::kUnary}};
  return methods;
}

CallReport PlanReport() {
  CallReport report;
  report.duration = absl::Nanoseconds(70'900);
  report.origin = {.caller = "dns:ops", .trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
  report.catalog_revision = "sha256:aa";
  report.fingerprint = "sha256:bb";
  return report;
}

TEST(CallLogTest, WritesALineOfText) {
  Written written(std::string(kFieldsLogger), LineFormat::kText);
  CallLog log(Methods(), {}, written.logger());
  log.OnStarted(0);
  log.OnHandled(PlanReport());
  ASSERT_EQ(written.Lines().size(), 1u);
  EXPECT_EQ(written.Lines()[0].substr(24),
            " info call method=berth.v1.PlacementService/PlanPlacement code=OK duration_us=70 "
            "catalog_revision=sha256:aa fingerprint=sha256:bb caller=dns:ops "
            "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
}

TEST(CallLogTest, WritesALineOfJson) {
  Written written(std::string(kFieldsLogger), LineFormat::kJson);
  CallLog log(Methods(), {.format = "json"}, written.logger());
  CallReport report = PlanReport();
  report.end = CallEnd::kShed;
  report.code = absl::StatusCode::kResourceExhausted;
  log.OnHandled(report);
  ASSERT_EQ(written.Lines().size(), 1u);
  json line = json::parse(written.Lines()[0], nullptr, false);
  ASSERT_TRUE(line.is_object()) << written.Lines()[0];
  line.erase("time");
  EXPECT_EQ(line, (json{{"level", "info"},
                        {"message", "call"},
                        {"method", "berth.v1.PlacementService/PlanPlacement"},
                        {"code", "RESOURCE_EXHAUSTED"},
                        {"end", "shed"},
                        {"duration_us", 70},
                        {"catalog_revision", "sha256:aa"},
                        {"fingerprint", "sha256:bb"},
                        {"caller", "dns:ops"},
                        {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}));
}

TEST(CallLogTest, NoCallerCanForgeALineOrAField) {
  for (const absl::string_view hostile : kHostile) {
    SCOPED_TRACE(Printable(hostile));
    CallReport report;
    report.origin.caller = hostile;
    Written text(std::string(kFieldsLogger), LineFormat::kText);
    CallLog(Methods(), {}, text.logger()).OnHandled(report);
    ASSERT_EQ(text.Lines().size(), 1u);
    const std::string line = text.Lines()[0];
    EXPECT_EQ(line.substr(line.find(" caller=")), absl::StrCat(" caller=\"", absl::CHexEscape(hostile), "\""));
    EXPECT_TRUE(IsPrintable(line));

    Written written(std::string(kFieldsLogger), LineFormat::kJson);
    CallLog(Methods(), {.format = "json"}, written.logger()).OnHandled(report);
    ASSERT_EQ(written.Lines().size(), 1u);
    const json object = json::parse(written.Lines()[0], nullptr, false);
    ASSERT_TRUE(object.is_object()) << written.Lines()[0];
    EXPECT_EQ(object.size(), 7u);
    EXPECT_EQ(object["level"], "info");
  }
}

TEST(CallLogTest, CutsWhatIsTooLong) {
  const std::string caller(10'000, 'x');
  CallReport report;
  report.origin.caller = caller;
  Written written(std::string(kFieldsLogger), LineFormat::kText);
  CallLog(Methods(), {}, written.logger()).OnHandled(report);
  EXPECT_LT(written.Lines().at(0).size(), 400u);
}

TEST(CallLogTest, HasALevelOfItsOwn) {
  const struct {
    const char* level;
    spdlog::level::level_enum least;
    size_t lines;
  } cases[] = {
      {"info", spdlog::level::info, 1}, {"debug", spdlog::level::info, 0}, {"debug", spdlog::level::debug, 1},
      {"off", spdlog::level::debug, 0}, {"off", spdlog::level::off, 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.level);
    Written written(std::string(kFieldsLogger), LineFormat::kText);
    written.logger()->set_level(c.least);
    CallLog(Methods(), {.level = c.level}, written.logger()).OnHandled(PlanReport());
    EXPECT_EQ(written.Lines().size(), c.lines);
  }
}

TEST(CallLogTest, SaysHowManyLinesWereLeftOut) {
  Written written(std::string(kFieldsLogger), LineFormat::kJson);
  CallLog log(Methods(), {.format = "json", .per_second = 1}, written.logger());
  log.OnHandled(PlanReport());
  for (int i = 0; i < 7; ++i) log.OnHandled(PlanReport());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (written.Lines().size() < 2 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    log.OnHandled(PlanReport());
  }
  ASSERT_EQ(written.Lines().size(), 2u);
  EXPECT_FALSE(json::parse(written.Lines()[0]).contains("suppressed"));
  EXPECT_GE(json::parse(written.Lines()[1])["suppressed"], 7);
}

// Writes to stderr, which the test reads.
class LoggingTest : public testing::Test {
 protected:
  LoggingTest() { testing::internal::CaptureStderr(); }
  ~LoggingTest() override {
    if (!read_) static_cast<void>(testing::internal::GetCapturedStderr());
  }
  std::vector<std::string> Lines() {
    read_ = true;
    return absl::StrSplit(testing::internal::GetCapturedStderr(), '\n', absl::SkipEmpty());
  }

 private:
  bool read_ = false;
};

TEST_F(LoggingTest, WritesAllThatWaitsAtItsEnd) {
  {
    const Logging logging({.level = "info", .format = "json"});
    for (int i = 0; i < 1'000; ++i) spdlog::info("line {}", i);
    spdlog::debug("not this one");
    EXPECT_EQ(logging.dropped(), 0);
  }
  spdlog::info("and one after");
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 1'001u);
  EXPECT_EQ(json::parse(lines[999])["message"], "line 999");
  EXPECT_EQ(json::parse(lines[1'000])["message"], "and one after");
}

TEST_F(LoggingTest, TakesTheLinesOfGrpcAtLevelDebug) {
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  for (const char* level : {"info", "debug"}) {
    const Logging logging({.level = level});
    gpr_log(GPR_ERROR, "grpc says\n%s", level);
  }
  gpr_log(GPR_ERROR, "nobody hears this");
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].find(" debug grpc: grpc says\\ndebug"), std::string::npos) << lines[0];
}

TEST_F(LoggingTest, WritesCallsAtTheirLevel) {
  {
    const Logging logging({.level = "info"});
    CallLog(Methods(), {.level = "info"}, logging.MakeCallLogger()).OnHandled(PlanReport());
    CallLog(Methods(), {.level = "debug"}, logging.MakeCallLogger()).OnHandled(PlanReport());
  }
  EXPECT_EQ(Lines().size(), 1u);
}

}  // namespace
}  // namespace berth
