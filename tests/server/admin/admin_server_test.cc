#include "server/admin/admin_server.h"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/server/http_client.h"

namespace berth {
namespace {

class AdminServerTest : public testing::Test {
 protected:
  AdminServerTest() {
    auto server = AdminServer::Start({.ip = "127.0.0.1"}, Pages());
    if (server.ok()) server_ = *std::move(server);
  }

  void SetUp() override { ASSERT_NE(server_, nullptr); }

  AdminPages Pages() {
    return {.metrics = [this] { return metrics_; },
            .ready = [this] { return ready_.load(); },
            .config = []() -> std::string { return "address: 127.0.0.1:0\n"; },
            .catalog = [this] { return catalog_; }};
  }

  int port() const { return server_->address().port; }

  std::string metrics_ = "a 1\n";
  std::atomic<bool> ready_ = true;
  CatalogPage catalog_ = {.revision = "sha256:aa", .loaded = absl::FromUnixMillis(1'500), .source = ""};
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminServerTest, AnswersPages) {
  const struct {
    const char* path;
    int status;
    const char* type;
    const char* body;
  } cases[] = {
      {"/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "a 1\n"},
      {"/metrics?name=a", 200, "text/plain; version=0.0.4; charset=utf-8", "a 1\n"},
      {"/healthz", 200, "text/plain; charset=utf-8", "alive\n"},
      {"/readyz", 200, "text/plain; charset=utf-8", "ready\n"},
      {"/config", 200, "text/plain; charset=utf-8", "address: 127.0.0.1:0\n"},
      {"/nothing", 404, "text/plain; charset=utf-8", "no such page; / lists them\n"},
      {"/metrics/", 404, "text/plain; charset=utf-8", "no such page; / lists them\n"},
      {"/etc/passwd", 404, "text/plain; charset=utf-8", "no such page; / lists them\n"},
      {"/../../etc/passwd", 404, "text/plain; charset=utf-8", "no such page; / lists them\n"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.path);
    const HttpAnswer answer = Ask(port(), c.path);
    EXPECT_EQ(answer.status, c.status);
    EXPECT_NE(answer.headers.find(std::string("Content-Type: ") + c.type), std::string::npos) << answer.headers;
    EXPECT_EQ(answer.body, c.body);
  }
}

TEST_F(AdminServerTest, ListsItsPages) {
  const HttpAnswer answer = Ask(port(), "/");
  EXPECT_EQ(answer.status, 200);
  for (const char* page : {"/metrics", "/healthz", "/readyz", "/config", "/catalog"}) {
    EXPECT_NE(answer.body.find(page), std::string::npos) << page;
    EXPECT_EQ(Ask(port(), page).status, 200) << page;
  }
}

TEST_F(AdminServerTest, IsReadyOnlyWhileCallsAreWelcome) {
  ready_ = false;
  EXPECT_EQ(Ask(port(), "/readyz").status, 503);
  EXPECT_EQ(Ask(port(), "/healthz").status, 200);
  ready_ = true;
  EXPECT_EQ(Ask(port(), "/readyz").status, 200);
}

TEST_F(AdminServerTest, TellsTheCatalog) {
  auto page = nlohmann::json::parse(Ask(port(), "/catalog").body, nullptr, false);
  EXPECT_EQ(page, (nlohmann::json{
                      {"revision", "sha256:aa"}, {"loaded", "1970-01-01T00:00:01.500Z"}, {"source", "compiled in"}}));
  catalog_.source = "/a \"quoted\"\npath\xff";
  page = nlohmann::json::parse(Ask(port(), "/catalog").body, nullptr, false);
  ASSERT_FALSE(page.is_discarded());
  EXPECT_EQ(page["source"], "/a \"quoted\"\npath\xef\xbf\xbd");
}

TEST_F(AdminServerTest, ReadsOnly) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    const HttpAnswer answer = Ask(port(), "/metrics", method);
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_NE(answer.headers.find("Allow: GET, HEAD"), std::string::npos) << answer.headers;
  }
  const HttpAnswer head = Ask(port(), "/metrics", "HEAD");
  EXPECT_EQ(head.status, 200);
  EXPECT_NE(head.headers.find("Content-Length: 4"), std::string::npos) << head.headers;
  EXPECT_EQ(head.body, "");
}

TEST_F(AdminServerTest, ClosesAfterEachAnswer) {
  const HttpConnection connection(port());
  connection.Send(
      "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"
      "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(connection.Receive().body, "alive\n");
}

TEST_F(AdminServerTest, RefusesWhatIsNoRequest) {
  const struct {
    const char* name;
    std::string bytes;
  } cases[] = {
      {"no HTTP", "\x16\x03\x01\x02\r\n\r\n"},
      {"header too long", "GET /metrics HTTP/1.1\r\nHost: a\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"},
      {"unknown version", "GET /metrics HTTP/9.9\r\nHost: a\r\n\r\n"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const HttpConnection connection(port());
    connection.Send(c.bytes);
    const int status = connection.Receive().status;
    EXPECT_TRUE(status == 0 || status >= 400) << status;
    EXPECT_EQ(Ask(port(), "/healthz").status, 200);
  }
}

TEST_F(AdminServerTest, SilentClientsKeepNobodyOutForLong) {
  std::vector<std::unique_ptr<HttpConnection>> silent;
  for (int i = 0; i < 20; ++i) {
    silent.push_back(std::make_unique<HttpConnection>(port()));
    silent.back()->Send("GET /metr");
  }
  EXPECT_EQ(Ask(port(), "/metrics").body, "a 1\n");
  // They were told to go, not kept.
  for (const auto& connection : silent) {
    const int status = connection->Receive().status;
    EXPECT_TRUE(status == 0 || status >= 400) << status;
  }
}

TEST_F(AdminServerTest, SendsLargePages) {
  metrics_ = std::string(size_t{8} << 20, 'x');
  EXPECT_EQ(Ask(port(), "/metrics").body.size(), metrics_.size());
}

TEST(AdminServerPagesTest, SurvivesAPageThatThrows) {
  const auto server = AdminServer::Start({.ip = "127.0.0.1"},
                                         {.metrics = []() -> std::string { throw std::runtime_error("no memory"); },
                                          .ready = [] { return true; },
                                          .config = [] { return std::string(); },
                                          .catalog = [] { return CatalogPage(); }});
  ASSERT_TRUE(server.ok()) << server.status();
  const HttpAnswer answer = Ask((*server)->address().port, "/metrics");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("no memory"), std::string::npos);
  EXPECT_EQ(Ask((*server)->address().port, "/readyz").status, 200);
}

TEST_F(AdminServerTest, SaysWhyItCannotListen) {
  const ListenAddress taken = server_->address();
  const auto second = AdminServer::Start(taken, Pages());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().message(), "admin port: cannot listen on " + taken.ToString() + ": address already in use");
  const auto foreign = AdminServer::Start({.ip = "192.0.2.1"}, Pages());
  ASSERT_FALSE(foreign.ok());
  EXPECT_NE(foreign.status().message().find("192.0.2.1:0: cannot assign requested address"), std::string::npos)
      << foreign.status();
}

TEST_F(AdminServerTest, AnswersOnEveryKindOfAddress) {
  const struct {
    const char* listen;
    const char* ask;
  } cases[] = {
      {"127.0.0.1", "127.0.0.1"}, {"0.0.0.0", "127.0.0.1"}, {"::1", "::1"}, {"::", "::1"}, {"::", "127.0.0.1"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.listen) + " asked at " + c.ask);
    const auto server = AdminServer::Start({.ip = c.listen}, Pages());
    ASSERT_TRUE(server.ok()) << server.status();
    const ListenAddress& bound = (*server)->address();
    EXPECT_EQ(bound.ip, c.listen);
    EXPECT_EQ(Ask({.ip = c.ask, .port = bound.port}, "/healthz").body, "alive\n");
  }
}

// A client that is not done must not hold up the server's end.
TEST_F(AdminServerTest, StopsAtOnce) {
  const HttpConnection silent(port());
  silent.Send("GET /metr");
  const absl::Time start = absl::Now();
  server_.reset();
  EXPECT_LT(absl::Now() - start, absl::Seconds(1));
}

}  // namespace
}  // namespace berth
