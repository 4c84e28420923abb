// The examples of clients/examples, answered, and the assertions on what comes
// out. Used by the golden test and by the test that spoils the catalog.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "berth/v1/placement_service.pb.h"
#include "clients/cli/documents/document.h"
#include "core/catalog/catalog_index.h"
#include "tests/golden/assertions.h"

namespace berth {

// Where examples stand below `clients/examples`, and their assertions below `tests/golden`.
struct ExampleSet {
  absl::string_view directory;
  bool refused;
  bool access;
};
inline constexpr ExampleSet kPlans = {"", false, false};
inline constexpr ExampleSet kRefusedPlans = {"/invalid", true, false};
inline constexpr ExampleSet kAccessChecks = {"/access", false, true};
inline constexpr ExampleSet kRefusedAccessChecks = {"/access/invalid", true, true};
inline constexpr ExampleSet kAllExamples[] = {kPlans, kRefusedPlans, kAccessChecks, kRefusedAccessChecks};

struct Example {
  std::string name;
  ExampleSet set;
  // The request as it is written.
  Document request;
  // File with what the example's catalog has beside the given one. Empty: nothing.
  std::string overlay;
  std::vector<Assertion> assertions;

  // The file with the whole answer.
  std::string GoldenPath() const;
};

// Sorted by name. Throws if a file cannot be read, or an example has no assertions.
std::vector<Example> LoadExamples(const ExampleSet& set);

// One catalog, alone and with the examples' overlays; each is loaded when it is first asked for.
class ExampleCatalogs {
 public:
  explicit ExampleCatalogs(v1::Catalog base) : base_(std::move(base)) {}
  static ExampleCatalogs Default();

  // Throws if the catalog is invalid.
  const CatalogIndex& For(const Example& example) { return For(example.overlay); }
  const CatalogIndex& For(const std::string& overlay);

 private:
  v1::Catalog base_;
  std::map<std::string, std::shared_ptr<const CatalogIndex>> catalogs_;
};

// The answer to an example, or a document with `code` and `violations` if it is refused.
Document Answer(const Example& example, const CatalogIndex& catalog);

// The plan of an example that is answered. Throws if it is refused.
v1::PlanPlacementRequest PlanRequest(const Example& example);

// Every assertion of every example that does not hold, named by its example.
std::vector<std::string> FailedAssertions(const std::vector<Example>& examples, ExampleCatalogs& catalogs);

std::string ReadFile(const std::string& path);
std::string SourcePath(absl::string_view path);

}  // namespace berth
