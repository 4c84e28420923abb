#include "core/catalog/catalog_loader.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/catalog/canonical_form.h"
#include "core/catalog/catalog_validator.h"
#include "core/errors/error_report.h"
#include "core/wire/wire.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace berth {
namespace {

// TextFormat stops at its first error, and says where it was.
class FirstSyntaxError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const CatalogIndex>> LoadCatalog(absl::string_view text) {
  if (text.size() > kMaxCatalogBytes) {
    return ErrorStatus(v1::ERROR_REASON_TOO_LARGE, "",
                       absl::StrCat("the catalog has ", text.size(), " bytes, ", kMaxCatalogBytes, " are allowed"));
  }
  v1::Catalog catalog;
  FirstSyntaxError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(std::string(text), &catalog)) {
    return ErrorStatus(v1::ERROR_REASON_INVALID_CATALOG, "", error.text());
  }
  return LoadCatalog(std::move(catalog));
}

absl::StatusOr<std::shared_ptr<const CatalogIndex>> LoadCatalog(v1::Catalog catalog) {
  MakeCanonical(catalog);
  if (absl::Status status = ValidateCatalog(catalog); !status.ok()) return status;
  std::string revision = Sha256(Encode(catalog));
  return std::make_shared<const CatalogIndex>(std::move(catalog), std::move(revision));
}

}  // namespace berth
