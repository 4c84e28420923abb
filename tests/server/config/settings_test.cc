// Where values come from, and that nothing that anyone wrote is passed over.
#include "server/config/settings.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "server/config/config_text.h"
#include "server/config/environment.h"
#include "server/config/setting_table.h"
#include "tests/server/config/temporary_file.h"

namespace berth {
namespace {

using Strings = std::vector<std::string>;

std::string Lines(const Strings& lines) { return absl::StrJoin(lines, "\n"); }

const EffectiveSetting& Find(const Settings& settings, const std::string& name) {
  return *std::find_if(settings.effective.begin(), settings.effective.end(),
                       [&](const EffectiveSetting& each) { return each.name == name; });
}

TEST(SettingsTest, StrongerSourcesWin) {
  const TemporaryFile file("max_batch_plans: 1\nlog_level: debug\n");
  const std::string from_file = absl::StrCat("--config=", file.path());
  const Strings variable = {"BERTH_MAX_BATCH_PLANS=2"};
  struct Case {
    const char* name;
    Strings words;
    Strings environment;
    int expected;
    SettingSource source;
  };
  const std::vector<Case> cases = {
      {"default", {}, {}, 1000, SettingSource::kDefault},
      {"file over default", {from_file}, {}, 1, SettingSource::kFile},
      {"environment over default", {}, variable, 2, SettingSource::kEnvironment},
      {"environment over file", {from_file}, variable, 2, SettingSource::kEnvironment},
      {"flag over default", {"--max_batch_plans=3"}, {}, 3, SettingSource::kFlag},
      {"flag over file", {"--max_batch_plans=3", from_file}, {}, 3, SettingSource::kFlag},
      {"flag over environment", {"--max_batch_plans=3"}, variable, 3, SettingSource::kFlag},
      {"flag over both", {from_file, "--max_batch_plans=3"}, variable, 3, SettingSource::kFlag},
      {"flag with the default's value", {from_file, "--max_batch_plans=1000"}, variable, 1000, SettingSource::kFlag},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const Settings settings = ReadSettings(test.words, test.environment);
    EXPECT_TRUE(settings.faults.empty()) << Lines(settings.faults);
    EXPECT_EQ(settings.config.max_batch_plans, test.expected);
    EXPECT_EQ(Find(settings, "max_batch_plans").source, test.source);
    EXPECT_EQ(Find(settings, "max_batch_plans").value, absl::StrCat(test.expected));
    EXPECT_EQ(Find(settings, "log_level").source,
              settings.config_file.empty() ? SettingSource::kDefault : SettingSource::kFile);
  }
}

TEST(SettingsTest, TheFileItselfCanBeNamedByBoth) {
  const TemporaryFile file("max_batch_plans: 1\n");
  const TemporaryFile other("max_batch_plans: 2\n");
  const std::string variable = absl::StrCat("BERTH_CONFIG=", file.path());
  EXPECT_EQ(ReadSettings(Strings{}, {variable}).config.max_batch_plans, 1);
  EXPECT_EQ(ReadSettings({absl::StrCat("--config=", other.path())}, {variable}).config.max_batch_plans, 2);
  const Settings none = ReadSettings({"--config="}, {variable});
  EXPECT_EQ(none.config.max_batch_plans, 1000) << Lines(none.faults);
}

TEST(SettingsTest, ReadsFlagsInEveryForm) {
  const Settings settings = ReadSettings(
      {"--catalog", "a=b", "--channelz", "--noreflection", "--drain_delay=1m30s", "--log_level=off", "--port_file="},
      {"PATH=/bin", "BERT_X=1", "BERTH=1"});
  EXPECT_TRUE(settings.faults.empty()) << Lines(settings.faults);
  EXPECT_EQ(settings.config.catalog, "a=b");
  EXPECT_TRUE(settings.config.channelz);
  EXPECT_FALSE(settings.config.reflection);
  EXPECT_EQ(settings.config.drain_delay, absl::Seconds(90));
  EXPECT_EQ(settings.config.log_level, "off");
  EXPECT_EQ(Find(settings, "port_file").source, SettingSource::kFlag);
}

TEST(SettingsTest, OfTheSameFlagTheLastWins) {
  const Settings settings = ReadSettings({"--catalog=a", "--channelz", "--catalog", "b", "--nochannelz"}, {});
  EXPECT_TRUE(settings.faults.empty()) << Lines(settings.faults);
  EXPECT_EQ(settings.config.catalog, "b");
  EXPECT_FALSE(settings.config.channelz);
  EXPECT_EQ(ReadSettings({"--max_batch_plans=0", "--max_batch_plans=1"}, {}).faults.size(), 1u);
}

struct FaultCase {
  const char* name;
  Strings words;
  Strings environment;
  const char* file;
  Strings faults;  // What they contain, in order.
};

void ExpectFaults(const std::vector<FaultCase>& cases) {
  for (const FaultCase& test : cases) {
    SCOPED_TRACE(test.name);
    const TemporaryFile file(test.file);
    Strings words = test.words;
    if (*test.file != '\0') words.push_back(absl::StrCat("--config=", file.path()));
    const Settings settings = ReadSettings(words, test.environment);
    ASSERT_EQ(settings.faults.size(), test.faults.size()) << Lines(settings.faults);
    for (size_t i = 0; i < test.faults.size(); ++i) {
      const std::string expected = absl::StrReplaceAll(test.faults[i], {{"FILE", file.path()}});
      EXPECT_TRUE(absl::StrContains(settings.faults[i], expected)) << settings.faults[i];
    }
  }
}

TEST(SettingsTest, RefusesWhatItDoesNotKnow) {
  ExpectFaults({
      {"flag", {"--adress=x"}, {}, "", {"`--adress` is not a known setting; nearest: `--address`"}},
      {"flag far from all", {"--quux"}, {}, "", {"`--quux` is not a known setting"}},
      {"flag of Abseil", {"--flagfile=x", "--undefok=x"}, {}, "", {"`--flagfile`", "`--undefok`"}},
      {"negation of no switch", {"--nocatalog"}, {}, "", {"`--nocatalog` is not a known setting"}},
      {"flag that is not UTF-8", {"--a\xFF=x"}, {}, "", {"`--a\\xff` is not a known setting"}},
      {"variable",
       {},
       {"BERTH_ADRESS=x"},
       "",
       {"environment: `BERTH_ADRESS` is not a known setting; nearest: `BERTH_ADDRESS`"}},
      {"variable in small letters", {}, {"BERTH_address=x"}, "", {"`BERTH_address` is not a known setting"}},
      {"action as variable", {}, {"BERTH_PRINT_CONFIG=1"}, "", {"`BERTH_PRINT_CONFIG` is not a known setting"}},
      {"key",
       {},
       {},
       "\nadress: x\n",
       {"config file `FILE` line 2: `adress` is not a known setting; nearest: `address`"}},
      {"key in capitals", {}, {}, "ADDRESS: x\n", {"line 1: `ADDRESS` is not a known setting; nearest: `address`"}},
      {"file in a file", {}, {}, "config: x\n", {"line 1: config has no place in a file"}},
      {"action in a file", {}, {}, "print_config: true\n", {"line 1: `print_config` is not a known setting"}},
  });
}

TEST(SettingsTest, RefusesWhatIsThereTwice) {
  ExpectFaults({
      {"variable", {}, {"BERTH_CATALOG=a", "BERTH_CATALOG=b"}, "", {"environment BERTH_CATALOG is there more than"}},
      {"key", {}, {}, "catalog: a\ncatalog: b\n", {"config file `FILE` line 2, column 1: duplicate key `catalog`"}},
      {"method", {}, {}, "allowed_callers: {'*': [], '*': []}\n", {"duplicate key `*`"}},
      {"file",
       {},
       {"BERTH_CONFIG=/nonexistent/a", "BERTH_CONFIG=/nonexistent/b"},
       "",
       {"environment BERTH_CONFIG is there more than once", "config file: cannot read `/nonexistent/b`: No such"}},
  });
}

TEST(SettingsTest, RefusesMalformedFlags) {
  ExpectFaults({
      {"no flag",
       {"serve", "-address=x", "--", "--=x"},
       {},
       "",
       {"`serve` is not a flag: write `--name=value`", "`-address=x` is not a flag", "`--` is not a flag",
        "`--=x` is not a flag"}},
      {"no value", {"--catalog"}, {}, "", {"--catalog has no value: write `--catalog=value`"}},
      {"no value before a flag", {"--catalog", "--channelz"}, {}, "", {"--catalog has no value"}},
      {"word behind a switch", {"--channelz", "true"}, {}, "", {"`true` is not a flag"}},
      {"value for a negation", {"--nochannelz=true"}, {}, "", {"--nochannelz takes no value"}},
      {"value for an action", {"--help=on"}, {}, "", {"--help takes no value"}},
      {"terminal's escapes", {"\x1B[2J"}, {}, "", {"`\\x1b[2J` is not a flag"}},
  });
}

TEST(SettingsTest, TellsTheFaultsOfAllSourcesAtOnce) {
  ExpectFaults({
      {"three sources, and between them",
       {"--prot_file=x", "--channelz=maybe", "serve", "--address=10.0.0.1:1"},
       {"BERTH_LOGLEVEL=debug", "BERTH_MAX_CONNECTIONS=no"},
       "log_format: xml\nkatalog: x\nallowed_callers:\n  Plan: [dns:a]\n  '*': [a, 'b,c']\nmax_connections: 0\n"
       "tls_client_ca:\n  a: b\n",
       {"FILE` line 2: `katalog` is not", "FILE` line 5: allowed_callers: `b,c` must be", "FILE` line 7: tls_client_ca",
        "FILE` line 1: log_format is `xml`", "FILE` line 3: allowed_callers: `Plan` is not",
        "FILE` line 3: allowed_callers: `a` for `*`", "FILE` line 6: max_connections is `0`",
        "environment: `BERTH_LOGLEVEL`", "environment BERTH_MAX_CONNECTIONS is `no`", "`--prot_file`", "`serve`",
        "--channelz is `maybe`", "address `10.0.0.1:1` can be reached", "allowed_callers needs tls_client_ca"}},
      {"a value that another one hides",
       {"--max_connections=1"},
       {"BERTH_MAX_CONNECTIONS=0"},
       "",
       {"environment BERTH_MAX_CONNECTIONS is `0`"}},
      {"a file that is not YAML, and the rest", {"--quux"}, {}, "a: [\n", {"FILE` line 2", "--quux"}},
  });
}

// What a cluster puts into every container beside a Service that is called berth or berth-canary.
TEST(SettingsTest, PassesOverServiceLinks) {
  const Strings links = {"BERTH_SERVICE_HOST=10.0.0.1",
                         "BERTH_SERVICE_PORT=50051",
                         "BERTH_SERVICE_PORT_GRPC=50051",
                         "BERTH_PORT=tcp://10.0.0.1:50051",
                         "BERTH_PORT_50051_TCP=tcp://10.0.0.1:50051",
                         "BERTH_PORT_50051_TCP_PROTO=tcp",
                         "BERTH_PORT_50051_TCP_PORT=50051",
                         "BERTH_PORT_50051_TCP_ADDR=10.0.0.1",
                         "BERTH_CANARY_SERVICE_HOST=10.0.0.1",
                         "BERTH_CANARY_PORT=udp://10.0.0.1:1"};
  EXPECT_TRUE(ParseEnvironment(links).faults.empty()) << Lines(ParseEnvironment(links).faults);
  const Strings others = {"BERTH_PORT=50051", "BERTH_PORT_X_TCP=1", "BERTH_PORT_50051=1", "BERTH_HOST=x", "BERTH_=x"};
  EXPECT_EQ(ParseEnvironment(others).faults.size(), others.size());
  for (const Setting& setting : AllSettings()) {
    EXPECT_FALSE(absl::EndsWith(setting.name, "_port") || absl::StrContains(setting.name, "service_")) << setting.name;
  }
}

TEST(SettingsTest, NeverShowsTheValueOfAnUnknownVariable) {
  const Settings settings = ReadSettings(Strings{}, {"BERTH_TOKEN=hunter2"});
  ASSERT_EQ(settings.faults.size(), 1u);
  EXPECT_FALSE(absl::StrContains(settings.faults[0], "hunter2"));
}

TEST(SettingsTest, PrintsWhatItReadsAgain) {
  const TemporaryFile file(
      "log_level: 'off'\nmax_connection_age: 1h1s\nallowed_callers:\n  '*': []\n  PlanPlacement:\n"
      "  - spiffe://a/b#c\n  - uri:x:&y\n  grpc.health.v1.Health/Check: ['ip:::1']\n");
  const Strings words = {absl::StrCat("--config=", file.path()),
                         "--tls_certificate= #\"'\\: ü",
                         "--tls_private_key=007",
                         "--tls_client_ca=true",
                         "--port_file=~",
                         "--catalog=- x",
                         "--decision_log=null"};
  const Settings settings = ReadSettings(words, {"BERTH_ADDRESS=[::1]:50051", "BERTH_REFLECTION=no"});
  ASSERT_TRUE(settings.faults.empty()) << Lines(settings.faults);
  const std::string text = ConfigText(settings);
  const TemporaryFile printed(text);
  const Settings again = ReadSettings({absl::StrCat("--config=", printed.path())}, {});
  ASSERT_TRUE(again.faults.empty()) << Lines(again.faults) << "\n" << text;
  ASSERT_EQ(again.effective.size(), AllSettings().size());
  for (size_t i = 0; i < again.effective.size(); ++i) {
    EXPECT_EQ(again.effective[i].name, settings.effective[i].name);
    EXPECT_EQ(again.effective[i].value, settings.effective[i].value) << again.effective[i].name;
    EXPECT_EQ(again.effective[i].source, SettingSource::kFile) << again.effective[i].name;
    if (i > 0) {
      EXPECT_LT(again.effective[i - 1].name, again.effective[i].name);
    }
  }
  EXPECT_EQ(again.config.allowed_callers, settings.config.allowed_callers);
  for (const char* line :
       {"\nlog_level: \"off\"  # file\n", "\nreflection: false  # environment\n",
        "\nmax_batch_plans: 1000  # default\n", "\nallowed_callers:  # file\n", "\nport_file: \"~\"  # flag\n"}) {
    EXPECT_TRUE(absl::StrContains(text, line)) << line << text;
  }
}

TEST(SettingsTest, HidesCallersFromTheAdminPage) {
  Settings settings = ReadSettings(
      {"--tls_certificate=a", "--tls_private_key=b", "--tls_client_ca=c", "--allowed_callers=*=dns:secret.example"},
      {});
  EXPECT_TRUE(absl::StrContains(ConfigText(settings), "dns:secret.example"));
  const std::string text = ConfigTextWithoutCallers(settings);
  EXPECT_FALSE(absl::StrContains(text, "secret")) << text;
  EXPECT_TRUE(absl::StrContains(text, "# allowed_callers: for 1 methods, not shown here  # flag\n")) << text;
}

TEST(SettingsTest, AnswersWithoutServing) {
  struct Case {
    const char* name;
    Strings words;
    Strings faults_of_files;
    std::optional<int> status;
    const char* output;
    const char* errors;
  };
  const std::vector<Case> cases = {
      {"serve", {}, {"x"}, std::nullopt, "", ""},
      {"serve with faults", {"--quux"}, {}, 2, "", "berth-server: `--quux` is not a known setting\n"},
      {"valid", {"--validate_config"}, {}, 0, "configuration is valid\n", ""},
      {"files with faults", {"--validate_config"}, {"x", "y"}, 2, "", "berth-server: x\nberth-server: y\n"},
      {"both with faults", {"--validate_config", "--quux"}, {"x"}, 2, "", "berth-server: x\n"},
      {"print", {"--print_config"}, {"x"}, 0, "\nlog_level: info  # default\n", ""},
      {"print with faults", {"--print_config", "--quux"}, {}, 2, "", "--quux"},
      {"help in spite of faults", {"--quux", "--help", "--print_config"}, {}, 0, "  --allowed_callers\n", ""},
      {"version", {"--version"}, {}, 0, "berth-server 0.", ""},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    std::ostringstream output;
    std::ostringstream errors;
    const auto check = [&](const ServerConfig&) { return test.faults_of_files; };
    EXPECT_EQ(AnswerWithoutServing(ReadSettings(test.words, Strings{}), check, output, errors), test.status);
    EXPECT_TRUE(absl::StrContains(output.str(), test.output)) << output.str();
    EXPECT_TRUE(absl::StrContains(errors.str(), test.errors)) << errors.str();
    EXPECT_EQ(output.str().empty(), *test.output == '\0') << output.str();
    EXPECT_EQ(errors.str().empty(), *test.errors == '\0') << errors.str();
  }
}

TEST(SettingsTest, HelpNamesEverySetting) {
  for (const Setting& setting : AllSettings()) {
    EXPECT_TRUE(absl::StrContains(HelpText(), absl::StrCat("\n  --", setting.name, "\n      ", setting.meaning, "\n")))
        << setting.name;
  }
}

TEST(SettingsTest, ReadsTheExample) {
  const Settings settings =
      ReadSettings({absl::StrCat("--config=", BERTH_SOURCE_DIR, "/deploy/config/berth.yaml")}, {});
  EXPECT_TRUE(settings.faults.empty()) << Lines(settings.faults);
  EXPECT_EQ(settings.config.allowed_callers.size(), 2u);
  EXPECT_EQ(settings.config.drain_delay, absl::Seconds(5));
}

}  // namespace
}  // namespace berth
