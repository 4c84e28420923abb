#include "server/config/settings.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/config/allowed_callers.h"
#include "server/config/config_file.h"
#include "server/config/config_text.h"
#include "server/config/environment.h"
#include "server/config/setting_table.h"
#include "server/config/shown_value.h"

namespace berth {
namespace {

constexpr int kGood = 0;
constexpr int kBadUsage = 2;

// Takes out what names the file, which no file can do.
std::vector<Assignment> TakeConfigFiles(Assignments& assignments) {
  std::vector<Assignment>& values = assignments.values;
  const auto files = std::stable_partition(values.begin(), values.end(),
                                           [](const Assignment& value) { return value.name != "config"; });
  std::vector<Assignment> taken(std::make_move_iterator(files), std::make_move_iterator(values.end()));
  values.erase(files, values.end());
  return taken;
}

class Collector {
 public:
  void AddFaults(std::vector<std::string> faults) {
    std::move(faults.begin(), faults.end(), std::back_inserter(result_.faults));
  }

  // All of one source, later sources later. Every value is judged, even if another one wins.
  void Add(Assignments assignments) {
    AddFaults(std::move(assignments.faults));
    std::map<std::string, int> times;
    for (const Assignment& assignment : assignments.values) {
      // Of flags the last one wins, so that scripts can add to a command line.
      if (++times[assignment.name] == 2 && assignment.source != SettingSource::kFlag) {
        result_.faults.push_back(absl::StrCat(assignment.place, " is there more than once"));
      }
      const Setting& setting = *FindSetting(assignment.name);
      ServerConfig alone;
      if (!setting.read(assignment.value, alone) || !setting.allows(alone)) {
        result_.faults.push_back(absl::StrCat(assignment.place, MustBe(setting, assignment.value)));
      } else {
        setting.read(assignment.value, result_.config);
        for (const std::string& fault : FaultsIn(alone.allowed_callers)) {
          result_.faults.push_back(absl::StrCat(assignment.place, ": ", fault));
        }
      }
      sources_[assignment.name] = assignment.source;
    }
  }

  // The file that the strongest source names.
  void ChooseConfigFile(const std::vector<Assignment>& from_environment, const std::vector<Assignment>& from_flags) {
    for (const auto* files : {&from_environment, &from_flags}) {
      if (!files->empty()) result_.config_file = files->back().value;
    }
    if (from_environment.size() > 1) AddFaults({absl::StrCat(from_environment[0].place, " is there more than once")});
  }

  Settings Finish(ServerAction action) {
    result_.action = action;
    AddFaults(FaultsBetween(result_.config));
    for (const Setting& setting : AllSettings()) {
      result_.effective.push_back(
          {std::string(setting.name), setting.text(result_.config), sources_[std::string(setting.name)]});
    }
    std::sort(result_.effective.begin(), result_.effective.end(),
              [](const EffectiveSetting& a, const EffectiveSetting& b) { return a.name < b.name; });
    return std::move(result_);
  }

  const std::string& config_file() const { return result_.config_file; }

 private:
  std::map<std::string, SettingSource> sources_;
  Settings result_;
};

}  // namespace

absl::string_view SourceName(SettingSource source) {
  switch (source) {
    case SettingSource::kFile:
      return "file";
    case SettingSource::kEnvironment:
      return "environment";
    case SettingSource::kFlag:
      return "flag";
    case SettingSource::kDefault:
      break;
  }
  return "default";
}

Settings ReadSettings(const std::vector<std::string>& words, const std::vector<std::string>& environment) {
  CommandLine command_line = ParseServerCommandLine(words);
  Assignments variables = ParseEnvironment(environment);
  Collector collector;
  collector.ChooseConfigFile(TakeConfigFiles(variables), TakeConfigFiles(command_line.assignments));
  if (!collector.config_file().empty()) collector.Add(ReadConfigFile(collector.config_file()));
  collector.Add(std::move(variables));
  collector.Add(std::move(command_line.assignments));
  return collector.Finish(command_line.action);
}

Settings ReadSettings(int argc, const char* const* argv, const char* const* environment) {
  std::vector<std::string> variables;
  for (; *environment != nullptr; ++environment) variables.emplace_back(*environment);
  return ReadSettings(std::vector<std::string>(argv + std::min(argc, 1), argv + argc), variables);
}

std::optional<int> AnswerWithoutServing(const Settings& settings, const CheckFiles& check_files, std::ostream& output,
                                        std::ostream& errors) {
  if (settings.action == ServerAction::kHelp || settings.action == ServerAction::kVersion) {
    output << (settings.action == ServerAction::kHelp ? HelpText() : "berth-server " BERTH_VERSION "\n");
    return kGood;
  }
  std::vector<std::string> faults = settings.faults;
  if (settings.action == ServerAction::kValidateConfig) {
    for (std::string& fault : check_files(settings.config)) faults.push_back(std::move(fault));
  }
  for (const std::string& fault : faults) errors << "berth-server: " << fault << "\n";
  if (!faults.empty()) return kBadUsage;
  if (settings.action == ServerAction::kServe) return std::nullopt;
  output << (settings.action == ServerAction::kPrintConfig ? ConfigText(settings) : "configuration is valid\n");
  return kGood;
}

}  // namespace berth
