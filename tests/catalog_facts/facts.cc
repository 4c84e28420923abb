#include "tests/catalog_facts/facts.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/replicate/placement.h"
#include "google/protobuf/descriptor.h"

namespace berth {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Row = std::map<std::string, std::string>;

constexpr char kUnset[] = "-";
constexpr char kNotCompared[] = "*";

std::vector<Row> ReadTable(const std::string& name) {
  std::ifstream file(absl::StrCat(BERTH_SOURCE_DIR, "/tests/catalog_facts/", name, ".tsv"));
  std::vector<std::string> columns;
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (columns.empty()) {
      columns = cells;
      continue;
    }
    if (cells.size() != columns.size()) throw std::runtime_error(absl::StrCat(name, ": ", line));
    Row row;
    for (size_t i = 0; i < cells.size(); ++i) row[columns[i]] = cells[i];
    rows.push_back(std::move(row));
  }
  if (rows.empty()) throw std::runtime_error(absl::StrCat(name, " has no rows"));
  return rows;
}

std::string ShowScalar(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? reflection.GetRepeatedString(message, &field, index) : reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value =
          repeated ? reflection.GetRepeatedEnum(message, &field, index) : reflection.GetEnum(message, &field);
      const std::vector<std::string> words = absl::StrSplit(value->name(), '_');
      return words.back();
    }
    default:
      throw std::runtime_error(field.full_name());
  }
}

std::string Show(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    std::vector<std::string> values;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) values.push_back(ShowScalar(message, field, i));
    return values.empty() ? kUnset : absl::StrJoin(values, ",");
  }
  if (field.has_presence() && !reflection.HasField(message, &field)) return kUnset;
  const std::string value = ShowScalar(message, field, 0);
  return value.empty() ? kUnset : value;
}

// The entry of a list that has `name` as one of its own strings.
const Message* FindEntry(const Message& message, const FieldDescriptor& list, const std::string& name) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < reflection.FieldSize(message, &list); ++i) {
    const Message& entry = reflection.GetRepeatedMessage(message, &list, i);
    for (int f = 0; f < entry.GetDescriptor()->field_count(); ++f) {
      const FieldDescriptor& field = *entry.GetDescriptor()->field(f);
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && Show(entry, field) == name) return &entry;
    }
  }
  return nullptr;
}

std::string ShowMap(const Message& message, const FieldDescriptor& map) {
  const auto& reflection = *message.GetReflection();
  std::set<std::string> entries;
  for (int i = 0; i < reflection.FieldSize(message, &map); ++i) {
    const Message& entry = reflection.GetRepeatedMessage(message, &map, i);
    entries.insert(absl::StrCat(Show(entry, *entry.GetDescriptor()->field(0)), "=",
                                Show(entry, *entry.GetDescriptor()->field(1))));
  }
  return absl::StrJoin(entries, ",");
}

// The value at a path such as `node_pools[on-demand].weight`.
std::string ValueAt(const Message& root, absl::string_view path) {
  const Message* message = &root;
  const std::string entry_name(absl::StrContains(path, '[')
                                   ? path.substr(path.find('[') + 1, path.find(']') - path.find('[') - 1)
                                   : absl::string_view());
  std::string plain(path);
  if (!entry_name.empty()) plain.erase(plain.find('['), entry_name.size() + 2);
  for (absl::string_view name : absl::StrSplit(plain, '.', absl::SkipEmpty())) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(std::string(name));
    if (field == nullptr) throw std::runtime_error(absl::StrCat("no field ", path));
    if (field->is_map()) return ShowMap(*message, *field);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return Show(*message, *field);
    if (field->is_repeated()) {
      if (entry_name.empty()) return absl::StrCat(message->GetReflection()->FieldSize(*message, field), " entries");
      message = FindEntry(*message, *field, entry_name);
      if (message == nullptr) return "no such entry";
    } else {
      if (!message->GetReflection()->HasField(*message, field)) return kUnset;
      message = &message->GetReflection()->GetMessage(*message, field);
    }
  }
  return "present";
}

class FactChecker {
 public:
  explicit FactChecker(const CatalogIndex& catalog) : catalog_(catalog) {}

  std::vector<std::string> Check() {
    CheckUnits();
    CheckSkus();
    CheckAliases();
    CheckProviders();
    CheckProviderSettings();
    CheckNodeShapes();
    CheckWorkersAi();
    for (const Row& row : ReadTable("replicate_settings")) {
      Compare("replicate_settings", row.at("setting"), "value", row.at("value"),
              ValueAt(catalog_.replicate(), row.at("setting")));
    }
    return std::move(failures_);
  }

 private:
  void Compare(absl::string_view table, absl::string_view row, absl::string_view column, const std::string& expected,
               const std::string& actual) {
    const bool nothing = expected == kUnset && (actual == "0 entries" || actual == kUnset);
    if (expected == kNotCompared || expected == actual || nothing) return;
    failures_.push_back(absl::StrCat(table, ", ", row, ", ", column, ": ", expected, " is expected, not ", actual));
  }

  void CompareRow(absl::string_view table, const std::string& key, const Row& expected, const Row& actual) {
    for (const auto& [column, value] : expected) {
      const auto found = actual.find(column);
      if (found != actual.end()) Compare(table, key, column, value, found->second);
    }
  }

  void CompareCount(absl::string_view table, size_t rows, size_t entries) {
    Compare(table, "all", "count", absl::StrCat(rows), absl::StrCat(entries));
  }

  static void AddResources(absl::string_view prefix, const Message& parent, absl::string_view field, Row& row) {
    row[absl::StrCat(prefix, "_cpu_millis")] = ValueAt(parent, absl::StrCat(field, ".cpu_millis"));
    row[absl::StrCat(prefix, "_memory_mib")] = ValueAt(parent, absl::StrCat(field, ".memory_mib"));
    row[absl::StrCat(prefix, "_gpus")] = ValueAt(parent, absl::StrCat(field, ".gpus"));
  }

  void CheckUnits() {
    const auto rows = ReadTable("units");
    CompareCount("units", rows.size(), catalog_.ComputeUnitNames().size());
    for (const Row& row : rows) {
      const v1::ComputeUnit* unit = catalog_.FindComputeUnit(row.at("unit"));
      if (unit == nullptr) {
        failures_.push_back(absl::StrCat("units: there is no ", row.at("unit")));
        continue;
      }
      Row actual;
      for (absl::string_view field : {"gpu_model", "gpu_family", "gpu_memory_gb", "gpu_architecture"}) {
        actual[std::string(field)] = ValueAt(*unit, field);
      }
      actual["status"] = absl::AsciiStrToLower(ValueAt(*unit, "status"));
      AddResources("limit", *unit, "limits", actual);
      const v1::HardwareRequirement& need = unit->stands_for();
      actual["stands_for"] = unit->has_stands_for() ? absl::StrCat("gpu_family=", need.gpu_family(),
                                                                   ",min_gpu_memory_gb=", need.min_gpu_memory_gb())
                                                    : kUnset;
      CompareRow("units", unit->name(), row, actual);
    }
  }

  void CheckSkus() {
    const auto rows = ReadTable("skus");
    CompareCount("skus", rows.size(), catalog_.SkusByName().size());
    for (const Row& row : rows) {
      const v1::Sku* sku = catalog_.FindSku(row.at("sku"));
      if (sku == nullptr) {
        failures_.push_back(absl::StrCat("skus: there is no ", row.at("sku")));
        continue;
      }
      const v1::Hardware& hardware = catalog_.HardwareOf(*sku);
      Row actual = {{"unit", hardware.compute_unit()}, {"count", absl::StrCat(hardware.compute_units_per_instance())}};
      for (absl::string_view field : {"total_gpu_memory_gb", "director_memory_mib", "providers"}) {
        actual[std::string(field)] = ValueAt(hardware, field);
      }
      AddResources("limit", hardware, "limits", actual);
      AddResources("request", hardware, "requests", actual);
      actual["price_nano_usd_per_second"] = ValueAt(hardware, "price.nano_usd_per_second");
      for (absl::string_view flag : {"billable", "public", "is_legacy", "is_preview", "allow_for_models",
                                     "allow_for_deployments", "available_for_models", "available_for_deployments"}) {
        actual[std::string(flag)] = ValueAt(hardware, absl::StrCat("availability.", flag));
      }
      CompareRow("skus", sku->name(), row, actual);
    }
  }

  void CheckAliases() {
    const auto rows = ReadTable("aliases");
    CompareCount("aliases", rows.size(), catalog_.SkuNames().size() - catalog_.SkusByName().size());
    for (const Row& row : rows) {
      const v1::Sku* sku = catalog_.FindSku(row.at("alias"));
      Compare("aliases", row.at("alias"), "sku", row.at("sku"), sku == nullptr ? kUnset : sku->name());
    }
  }

  const v1::ProviderPolicy* FindPolicy(const std::string& name) {
    v1::Provider provider = v1::PROVIDER_UNSPECIFIED;
    v1::Provider_Parse(absl::StrCat("PROVIDER_", name), &provider);
    const v1::ProviderPolicy* policy = catalog_.FindProvider(provider);
    if (policy == nullptr) failures_.push_back(absl::StrCat("there is no provider ", name));
    return policy;
  }

  void CheckProviders() {
    for (const Row& row : ReadTable("providers")) {
      const v1::ProviderPolicy* policy = FindPolicy(row.at("provider"));
      const v1::ComputeUnit* unit = catalog_.FindComputeUnit(row.at("unit"));
      if (policy == nullptr || unit == nullptr || catalog_.FindSku(row.at("unit"), 1) == nullptr) continue;
      const v1::ProviderOffer* offer = catalog_.FindOffer(policy->provider(), unit->name());
      CompareRow("providers", absl::StrCat(row.at("provider"), " ", unit->name()), row,
                 RequiredAffinity(*policy, *unit, offer));
    }
  }

  Row RequiredAffinity(const v1::ProviderPolicy& policy, const v1::ComputeUnit& unit, const v1::ProviderOffer* offer) {
    Deployable deployable;
    deployable.sku = catalog_.FindSku(unit.name(), 1);
    deployable.unit = &unit;
    v1::PodSpec pod;
    DecisionTrace trace(nullptr);
    PlacePod(deployable, policy, offer, catalog_.replicate(), trace, pod);
    const auto& required = pod.affinity().node_affinity().required_during_scheduling_ignored_during_execution();
    const v1::NodeSelectorRequirement& expression = required.node_selector_terms(0).match_expressions(0);
    const bool own_rule = !unit.has_gpu_memory_gb() && policy.has_cpu_models();
    return {{"offered", offer != nullptr ? "true" : "false"},
            {"node_label_key", own_rule ? kUnset : expression.key()},
            {"node_label_values", own_rule ? kUnset : absl::StrJoin(expression.values(), ",")},
            {"preference", offer != nullptr ? absl::StrCat(offer->preference()) : kUnset}};
  }

  void CheckProviderSettings() {
    std::map<std::string, std::map<std::string, std::set<std::string>>> named;
    for (const Row& row : ReadTable("provider_settings")) {
      const std::string& setting = row.at("setting");
      const v1::ProviderPolicy* policy = FindPolicy(row.at("provider"));
      if (policy == nullptr) continue;
      const std::string name = absl::StrCat(row.at("provider"), " ", setting);
      Compare("provider_settings", name, "value", row.at("value"), ValueAt(*policy, setting));
      if (absl::StrContains(setting, '[')) {
        named[row.at("provider")][setting.substr(0, setting.find('['))].insert(setting.substr(0, setting.find(']')));
      }
    }
    for (const auto& [provider, lists] : named) {
      for (const auto& [list, entries] : lists) {
        Compare("provider_settings", absl::StrCat(provider, " ", list), "count",
                absl::StrCat(entries.size(), " entries"), ValueAt(*FindPolicy(provider), list));
      }
    }
  }

  void CheckNodeShapes() {
    const auto rows = ReadTable("node_shapes");
    size_t shapes = 0;
    for (const v1::Provider provider : catalog_.Providers()) {
      shapes += catalog_.FindProvider(provider)->node_shapes_size();
    }
    CompareCount("node_shapes", rows.size(), shapes);
    for (const Row& row : rows) {
      const v1::ProviderPolicy* policy = FindPolicy(row.at("provider"));
      if (policy == nullptr) continue;
      const auto& all = policy->node_shapes();
      const bool found = std::any_of(all.begin(), all.end(), [&](const v1::NodeShape& shape) {
        return (row.at("node_shape") == kNotCompared || row.at("node_shape") == shape.name()) &&
               ValueAt(shape, "allocatable.cpu_millis") == row.at("cpu_millis") &&
               ValueAt(shape, "allocatable.memory_mib") == row.at("memory_mib") &&
               ValueAt(shape, "allocatable.gpus") == row.at("gpus") &&
               ValueAt(shape, "max_pods") == row.at("max_pods") &&
               ValueAt(shape, "compute_units") == row.at("compute_units");
      });
      if (!found)
        failures_.push_back(
            absl::StrCat("node_shapes: not as expected: ", absl::StrJoin(row, ", ", absl::PairFormatter("="))));
    }
  }

  void CheckWorkersAi() {
    const v1::WorkersAiSettings& settings = catalog_.catalog().workers_ai();
    const auto rows = ReadTable("workers_ai_settings");
    for (const Row& row : rows) {
      Compare("workers_ai_settings", row.at("setting"), "value", row.at("value"), ValueAt(settings, row.at("setting")));
    }
    const auto prefixes = std::count_if(rows.begin(), rows.end(), [](const Row& row) {
      return absl::StartsWith(row.at("setting"), "priority_prefixes[");
    });
    CompareCount("workers_ai_settings", prefixes, settings.priority_prefixes_size());
    CheckEntries("workers_ai_gpu_types", "name", settings, "gpu_types");
    CheckEntries("workers_ai_regions", "code", settings, "regions");
  }

  // A table with a row for each entry of a list, named by its key.
  void CheckEntries(const std::string& table, const std::string& key, const Message& parent, const std::string& list) {
    const auto rows = ReadTable(table);
    Compare(table, "all", "count", absl::StrCat(rows.size(), " entries"), ValueAt(parent, list));
    for (const Row& row : rows) {
      for (const auto& [column, value] : row) {
        Compare(table, row.at(key), column, value, ValueAt(parent, absl::StrCat(list, "[", row.at(key), "].", column)));
      }
    }
  }

  const CatalogIndex& catalog_;
  std::vector<std::string> failures_;
};

}  // namespace

std::vector<std::string> FailedFacts(const CatalogIndex& catalog) { return FactChecker(catalog).Check(); }

}  // namespace berth
