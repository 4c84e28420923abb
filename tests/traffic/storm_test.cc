// Catalogs and certificates that change all the time, a third of them unusable,
// while calls go on: no call fails, and every answer is the one that follows
// from the catalog whose revision it states.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/files/temporary_directory.h"
#include "tests/server/process/server_process.h"
#include "tests/server/tls/test_certificates.h"
#include "tests/traffic/catalog_variants.h"
#include "tests/traffic/load.h"
#include "tests/traffic/load_report.h"
#include "tests/traffic/long_form.h"
#include "tests/traffic/requests.h"

namespace berth {
namespace {

bool WaitFor(const std::function<bool()>& condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return true;
}

// Every different answer that came, and which revisions they state.
class Answers {
 public:
  // From the load's thread.
  bool Take(absl::string_view bytes) {
    const std::lock_guard lock(mutex_);
    const auto known = counts_.find(bytes);
    if (known != counts_.end()) {
      ++known->second;
      return true;
    }
    v1::BatchPlanPlacementResponse response;
    if (!response.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
    counts_.emplace(std::string(bytes), 1);
    revisions_.insert(response.catalog_revision());
    return true;
  }

  bool Saw(const std::string& revision) const {
    const std::lock_guard lock(mutex_);
    return revisions_.count(revision) > 0;
  }

  // After the load.
  const absl::flat_hash_map<std::string, int64_t>& counts() const { return counts_; }
  const std::set<std::string>& revisions() const { return revisions_; }

 private:
  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, int64_t> counts_;
  std::set<std::string> revisions_;
};

// Counts the server's lines about what it refused, reading each byte of its log once.
class RefusalLog {
 public:
  explicit RefusalLog(const std::string& path) : log_(path) {}

  int Catalogs() { return Count().first; }
  int Certificates() { return Count().second; }

 private:
  std::pair<int, int> Count() {
    log_.clear();
    for (char c = 0; log_.get(c);) {
      if (c != '\n') {
        line_ += c;
        continue;
      }
      if (absl::StrContains(line_, "is refused"))
        ++(absl::StrContains(line_, "catalog `") ? counts_.first : counts_.second);
      line_.clear();
    }
    return counts_;
  }

  std::ifstream log_;
  std::string line_;
  std::pair<int, int> counts_;
};

class Storm : public testing::Test {
 protected:
  void SetUp() override {
    ReplaceBy(Path("catalog"), CatalogVariant(0));
    texts_[RevisionOf(CatalogVariant(0))] = CatalogVariant(0);
    ReplaceBy(Path("ca.pem"), authority_.certificate_pem);
    const TestCertificate client = MakeCertificate({.common_name = "client"}, authority_);
    Publish(ServerCertificate("server 0"));
    server_ = std::make_unique<ServerProcess>(std::vector<std::string>{
        "--address=127.0.0.1:0", "--catalog=" + Path("catalog"), "--tls_certificate=" + Path("server.pem"),
        "--tls_private_key=" + Path("server.key"), "--tls_client_ca=" + Path("ca.pem"),
        // What a busy server refuses is not what a change loses.
        "--target_queue_delay=10s"});
    const int port = server_->WaitForPort();
    ASSERT_NE(port, 0) << server_->Output();
    target_.address = absl::StrCat("127.0.0.1:", port);
    target_.credentials = grpc::SslCredentials({authority_.certificate_pem, client.key_pem, client.certificate_pem});
    log_ = std::make_unique<RefusalLog>(server_->directory() + "/output");
  }

  std::string Path(const std::string& name) const { return directory_ / name; }

  TestCertificate ServerCertificate(const std::string& name) const {
    return MakeCertificate({.common_name = name, .names = {"ip:127.0.0.1"}}, authority_);
  }

  void Publish(const TestCertificate& certificate) {
    ReplaceBy(Path("server.key"), certificate.key_pem);
    ReplaceBy(Path("server.pem"), certificate.certificate_pem);
  }

  LoadOptions Batches() {
    LoadOptions options;
    options.target = target_;
    options.method = kBatchMethod;
    options.requests = {question_.SerializeAsString()};
    options.is_right = [this](size_t, absl::string_view answer) { return answers_.Take(answer); };
    options.connections = 4;
    options.calls_at_a_time = 4;
    options.duration = absl::Hours(1);
    return options;
  }

  // Who answers on a new connection; empty, and a failure of the test, if nobody does.
  std::string ServerNow() {
    const auto stub = grpc::health::v1::Health::NewStub(NewConnection(target_));
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    grpc::health::v1::HealthCheckResponse response;
    const grpc::Status status = stub->Check(&context, {}, &response);
    ++handshakes_;
    if (!status.ok()) {
      ADD_FAILURE() << "status " << status.error_code() << ": " << status.error_message();
      return "";
    }
    const auto names = context.auth_context()->FindPropertyValues("x509_common_name");
    return names.empty() ? "" : std::string(names[0].data(), names[0].size());
  }

  // Two good ones and a spoilt one.
  void ChangeCatalog(int n) {
    if (n % 3 == 0) {
      const int refused = log_->Catalogs();
      WriteTo(Path("catalog"), SpoiltCatalog(n / 3));
      ASSERT_TRUE(WaitFor([&] { return log_->Catalogs() > refused; })) << n << server_->Output();
      return;
    }
    const std::string text = CatalogVariant(n);
    const std::string revision = RevisionOf(text);
    texts_[revision] = text;
    n % 3 == 1 ? ReplaceBy(Path("catalog"), text) : WriteTo(Path("catalog"), text);
    ASSERT_TRUE(WaitFor([&] { return answers_.Saw(revision); })) << n << server_->Output();
  }

  void ChangeCertificate(int n) {
    if (n % 3 == 0) {
      const int refused = log_->Certificates();
      SpoilCertificate(n / 3);
      ASSERT_TRUE(WaitFor([&] { return log_->Certificates() > refused; })) << n << server_->Output();
      EXPECT_EQ(ServerNow(), absl::StrCat("server ", n - 1));
      return;
    }
    const std::string name = absl::StrCat("server ", n);
    Publish(ServerCertificate(name));
    ASSERT_TRUE(WaitFor([&] { return ServerNow() == name; })) << n << server_->Output();
  }

  void SpoilCertificate(int n) {
    const TestCertificate other = ServerCertificate("never seen");
    switch (n % 3) {
      case 0:  // Of another key.
        return ReplaceBy(Path("server.pem"), other.certificate_pem);
      case 1:
        return WriteTo(Path("server.pem"), other.certificate_pem.substr(0, other.certificate_pem.size() / 2));
      default:
        return WriteTo(Path("server.key"), "");
    }
  }

  TemporaryDirectory directory_;
  const TestCertificate authority_ = MakeRoot({.common_name = "Test Authority"});
  v1::BatchPlanPlacementRequest question_ = ExplainedBatch(5);
  std::map<std::string, std::string> texts_;  // By revision.
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<RefusalLog> log_;
  LoadTarget target_;
  Answers answers_;
  int handshakes_ = 0;
};

TEST_F(Storm, NoCallFailsAndNoAnswerIsMixed) {
  const int catalogs = IsLongForm() ? 1000 : 30;
  const int certificates = IsLongForm() ? 200 : 6;
  Load load(Batches());
  for (int i = 1; i <= catalogs; ++i) {
    ASSERT_NO_FATAL_FAILURE(ChangeCatalog(i));
    if (i % (catalogs / certificates) == 0) {
      ASSERT_NO_FATAL_FAILURE(ChangeCertificate(i / (catalogs / certificates)));
    }
  }
  load.Stop();
  const LoadResult result = load.Wait();
  EXPECT_EQ(result.Refused(), 0) << ReportLine(result);
  EXPECT_EQ(result.Failed(), 0) << ReportLine(result);

  int64_t derived = 0;
  for (const auto& [bytes, count] : answers_.counts()) {
    v1::BatchPlanPlacementResponse answer;
    ASSERT_TRUE(answer.ParseFromString(bytes));
    const auto text = texts_.find(answer.catalog_revision());
    ASSERT_NE(text, texts_.end()) << answer.catalog_revision();
    EXPECT_EQ(DerivedAnswer(text->second, question_), bytes) << answer.catalog_revision();
    derived += count;
  }
  EXPECT_EQ(derived, result.Accepted());
  EXPECT_GE(answers_.revisions().size(), static_cast<size_t>(catalogs) * 3 / 5);
  std::printf("%d catalogs and %d certificates, a third of each unusable: %s\n", catalogs, certificates,
              ReportLine(result).c_str());
  std::printf("%zu revisions seen, %zu different answers derived again, %d handshakes\n", answers_.revisions().size(),
              answers_.counts().size(), handshakes_);
}

TEST(CatalogVariants, AreWhatTheyClaim) {
  std::set<std::string> revisions;
  std::set<std::string> answers;
  for (const int n : {0, 1, 2, 999}) {
    revisions.insert(RevisionOf(CatalogVariant(n)));
    const v1::BatchPlanPlacementRequest question = ExplainedBatch(5);
    v1::BatchPlanPlacementResponse response;
    ASSERT_TRUE(response.ParseFromString(DerivedAnswer(CatalogVariant(n), question)));
    for (const auto& entry : response.results()) answers.insert(entry.plan().fingerprint());
  }
  EXPECT_EQ(revisions.size(), 4);
  EXPECT_EQ(revisions.count(""), 0);
  EXPECT_EQ(answers.size(), 20);
  for (const int n : {0, 1, 2}) EXPECT_EQ(RevisionOf(SpoiltCatalog(n)), "") << n;
}

}  // namespace
}  // namespace berth
