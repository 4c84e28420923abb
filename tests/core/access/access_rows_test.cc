// The whole small domain of access, cell by cell, against the literal rows of
// tests/access_rows.tsv. Nothing here computes a decision.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/access/check_access.h"
#include "core/catalog/catalog_loader.h"
#include "core/errors/error_report.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

constexpr int kRows = 2880;
constexpr char kName[] = "resource";

using Row = std::map<std::string, std::string>;

std::vector<Row> ReadRows() {
  std::ifstream file(BERTH_SOURCE_DIR "/tests/access_rows.tsv");
  std::vector<std::string> columns;
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (columns.empty()) {
      columns = cells;
      continue;
    }
    Row row;
    for (size_t i = 0; i < columns.size(); ++i) row[columns[i]] = cells.at(i);
    rows.push_back(std::move(row));
  }
  return rows;
}

// `"a,b"` without its quotes.
std::string Unquoted(absl::string_view cell) {
  absl::ConsumePrefix(&cell, "\"");
  absl::ConsumeSuffix(&cell, "\"");
  return std::string(cell);
}

v1::ReplicateAccessPolicy ReplicatePolicyOf(const Row& row) {
  v1::ReplicateAccessPolicy policy;
  policy.set_visibility(row.at("visibility") == "public" ? v1::VISIBILITY_PUBLIC : v1::VISIBILITY_PRIVATE);
  if (row.at("owner_account") != "-") policy.set_owner_account(row.at("owner_account"));
  if (row.at("allowed_accounts") == "-") return policy;
  for (absl::string_view account : absl::StrSplit(Unquoted(row.at("allowed_accounts")), ',')) {
    policy.add_allowed_accounts(std::string(account));
  }
  return policy;
}

v1::WorkersAiAccessPolicy WorkersAiPolicyOf(const Row& row) {
  v1::WorkersAiAccessPolicy policy;
  if (row.at("owner_account") != "-") policy.set_owner_account(row.at("owner_account"));
  if (row.at("is_private") != "unset") policy.set_is_private(row.at("is_private") == "true");
  if (row.at("allowed_accounts") != "-") policy.set_allowed_accounts(Unquoted(row.at("allowed_accounts")));
  return policy;
}

v1::BillingTenancy BillingOf(const Row& row) {
  v1::BillingTenancy billing = v1::BILLING_TENANCY_UNSPECIFIED;
  EXPECT_TRUE(v1::BillingTenancy_Parse(
      absl::StrCat("BILLING_TENANCY_", absl::AsciiStrToUpper(row.at("billing_tenancy"))), &billing));
  return billing;
}

struct Question {
  v1::CheckAccessRequest request;
  v1::Catalog catalog;
};

Question QuestionOf(const Row& row, const v1::Catalog& base) {
  const bool by_name = row.at("source") == "by_name";
  Question question{{}, base};
  question.request.set_caller_account(row.at("caller_account"));
  if (row.at("platform") == "replicate") {
    v1::ReplicateAccessResource& resource = *question.request.mutable_replicate();
    resource.set_billing_tenancy(BillingOf(row));
    if (!by_name) {
      *resource.mutable_policy() = ReplicatePolicyOf(row);
      return question;
    }
    resource.set_deployable(kName);
    v1::DeployableAccess& entry = *question.catalog.mutable_access()->add_deployables();
    entry.set_deployable(kName);
    *entry.mutable_policy() = ReplicatePolicyOf(row);
  } else {
    v1::WorkersAiAccessResource& resource = *question.request.mutable_workers_ai();
    resource.set_billing_tenancy(BillingOf(row));
    if (!by_name) {
      *resource.mutable_policy() = WorkersAiPolicyOf(row);
      return question;
    }
    resource.set_model_id(kName);
    v1::ModelAccess& entry = *question.catalog.mutable_access()->add_models();
    entry.set_model_id(kName);
    *entry.mutable_policy() = WorkersAiPolicyOf(row);
  }
  return question;
}

Row AnswerTo(const Question& question) {
  const auto error = [](const absl::Status& status) {
    const auto report = ErrorReportOf(status);
    return Row{{"decision", "ERROR"},
               {"reason", std::string(ReasonName(report->violations(0).reason()))},
               {"http_status", "-"},
               {"diagnostics", "-"}};
  };
  const auto catalog = LoadCatalog(question.catalog);
  if (!catalog.ok()) return error(catalog.status());
  v1::CheckAccessResponse response;
  if (absl::Status status = CheckAccess(**catalog, question.request, response); !status.ok()) return error(status);
  return {
      {"decision", std::string(absl::StripPrefix(v1::AccessDecision_Name(response.decision()), "ACCESS_DECISION_"))},
      {"reason", std::string(absl::StripPrefix(v1::AccessReason_Name(response.reason()), "ACCESS_REASON_"))},
      {"http_status", absl::StrCat(response.http_status())},
      {"diagnostics", response.diagnostics().empty() ? "false" : "true"}};
}

// The smallest valid catalog loads fastest.
v1::Catalog BaseCatalog() {
  v1::Catalog catalog = DefaultCatalog();
  catalog.clear_workers_ai();
  return catalog;
}

TEST(AccessRowsTest, EveryCellIsAsTheTableSays) {
  const std::vector<Row> rows = ReadRows();
  EXPECT_EQ(static_cast<int>(rows.size()), kRows);
  const v1::Catalog base = BaseCatalog();
  std::set<std::string> questions;
  for (const Row& row : rows) {
    const Question question = QuestionOf(row, base);
    const std::string shown =
        absl::StrCat(question.request.ShortDebugString(), " ", question.catalog.access().ShortDebugString());
    SCOPED_TRACE(shown);
    questions.insert(shown);
    const Row answer = AnswerTo(question);
    for (const auto& [column, value] : answer) EXPECT_EQ(value, row.at(column)) << column;
  }
  EXPECT_EQ(questions.size(), rows.size()) << "a row stands twice";
}

// Two rows that differ in their billing alone have the same answer.
TEST(AccessRowsTest, BillingNeverMatters) {
  std::map<std::string, std::set<std::string>> answers;
  for (const Row& row : ReadRows()) {
    Row question = row;
    for (const char* column : {"billing_tenancy", "decision", "reason", "http_status", "diagnostics"}) {
      question.erase(column);
    }
    std::string key;
    for (const auto& [column, value] : question) absl::StrAppend(&key, value, "|");
    answers[key].insert(absl::StrCat(row.at("decision"), row.at("reason"), row.at("diagnostics")));
  }
  EXPECT_EQ(static_cast<int>(answers.size()) * 3, kRows);
  for (const auto& [question, different] : answers) EXPECT_EQ(different.size(), 1u) << question;
}

}  // namespace
}  // namespace berth
