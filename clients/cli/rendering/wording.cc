#include "clients/cli/rendering/wording.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/enum_words.h"

namespace berth {
namespace {

constexpr int kMibPerGib = 1024;

}  // namespace

std::string FindingText(const v1::Finding& finding) {
  std::string text = ShortName(finding.reason());
  if (!finding.subject().empty()) absl::StrAppend(&text, " ", finding.subject());
  absl::StrAppend(&text, ": ", finding.message());
  std::vector<std::string> numbers;
  if (finding.has_required()) numbers.push_back(absl::StrCat("required ", finding.required()));
  if (finding.has_available()) numbers.push_back(absl::StrCat("available ", finding.available()));
  if (!numbers.empty()) absl::StrAppend(&text, " (", absl::StrJoin(numbers, ", "), ")");
  return text;
}

std::string GpuMemoryText(const v1::Hardware& hardware) {
  if (!hardware.has_gpu_memory_gb()) return "";
  if (hardware.gpus() == 1) return absl::StrCat(hardware.gpu_memory_gb(), " GB");
  return absl::StrCat(hardware.gpus(), " × ", hardware.gpu_memory_gb(), " GB");
}

std::string PriceText(const v1::Hardware& hardware) {
  return hardware.has_price() ? hardware.price().usd_per_second() : "unknown";
}

std::string ResourcesText(const v1::Resources& resources) {
  std::vector<std::string> amounts;
  if (resources.has_cpu_millis()) amounts.push_back(absl::StrFormat("%g CPU", resources.cpu_millis() / 1000.0));
  if (resources.has_memory_mib()) {
    const int mib = resources.memory_mib();
    amounts.push_back(mib % kMibPerGib == 0 ? absl::StrCat(mib / kMibPerGib, " GiB") : absl::StrCat(mib, " MiB"));
  }
  if (resources.gpus() > 0) amounts.push_back(absl::StrCat(resources.gpus(), " GPU"));
  return amounts.empty() ? "not stated" : absl::StrJoin(amounts, ", ");
}

}  // namespace berth
