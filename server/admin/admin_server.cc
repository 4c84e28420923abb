#include "server/admin/admin_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "civetweb.h"
#include "nlohmann/json.hpp"
#include "server/transport/listener.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

constexpr char kText[] = "text/plain; charset=utf-8";
constexpr char kJson[] = "application/json";
constexpr char kPrometheusText[] = "text/plain; version=0.0.4; charset=utf-8";

// A client that sends nothing holds a thread until the timeout, no longer; the threads are more than one such client
// needs to keep others out. Requests are short: all that does not fit is refused.
constexpr std::array<std::pair<const char*, const char*>, 5> kOptions = {{{"num_threads", "16"},
                                                                          {"request_timeout_ms", "2000"},
                                                                          {"max_request_size", "8192"},
                                                                          {"enable_keep_alive", "no"},
                                                                          {"enable_directory_listing", "no"}}};

struct Page {
  const char* path;
  const char* purpose;
};
constexpr std::array<Page, 5> kPages = {{{"/metrics", "Prometheus metrics"},
                                         {"/healthz", "200 while the process is alive"},
                                         {"/readyz", "200 while it takes calls, else 503"},
                                         {"/config", "the configuration in force"},
                                         {"/catalog", "the catalog in force"}}};

struct Answer {
  int status = 200;
  const char* type = kText;
  std::string body;
};

std::string ListOfPages() {
  std::string list;
  for (const Page& page : kPages) absl::StrAppend(&list, page.path, "  ", page.purpose, "\n");
  return list;
}

std::string CatalogJson(const CatalogPage& catalog) {
  const nlohmann::ordered_json json = {
      {"revision", catalog.revision},
      {"loaded", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", catalog.loaded, absl::UTCTimeZone())},
      {"source", catalog.source.empty() ? "compiled in" : catalog.source}};
  return json.dump(2, ' ', /*ensure_ascii=*/true, nlohmann::json::error_handler_t::replace) + "\n";
}

Answer AnswerTo(const AdminPages& pages, absl::string_view path) {
  if (path == "/") return {200, kText, ListOfPages()};
  if (path == "/metrics") return {200, kPrometheusText, pages.metrics()};
  if (path == "/healthz") return {200, kText, "alive\n"};
  if (path == "/readyz") return pages.ready() ? Answer{200, kText, "ready\n"} : Answer{503, kText, "not ready\n"};
  if (path == "/config") return {200, kText, pages.config()};
  if (path == "/catalog") return {200, kJson, CatalogJson(pages.catalog())};
  return {404, kText, "no such page; / lists them\n"};
}

// No exception crosses into C: the standard library may still throw when memory runs out.
Answer AnswerToRequest(const AdminPages& pages, absl::string_view method, absl::string_view path) {
  if (method != "GET" && method != "HEAD") return {405, kText, "only GET and HEAD\n"};
  try {
    return AnswerTo(pages, path);
  } catch (const std::exception& error) {
    spdlog::error("admin page: {}", error.what());
    return {500, kText, "internal error\n"};
  }
}

void Send(mg_connection* connection, const Answer& answer, bool with_body) {
  const auto add = [connection](const char* name, const std::string& value) {
    mg_response_header_add(connection, name, value.c_str(), -1);
  };
  mg_response_header_start(connection, answer.status);
  add("Content-Type", answer.type);
  add("Content-Length", absl::StrCat(answer.body.size()));
  add("Cache-Control", "no-store");
  add("X-Content-Type-Options", "nosniff");
  if (answer.status == 405) add("Allow", "GET, HEAD");
  add("Connection", "close");
  mg_response_header_send(connection);
  if (with_body) mg_write(connection, answer.body.data(), answer.body.size());
}

int LogMessage(const mg_connection*, const char* message) {
  spdlog::debug("admin port: {}", absl::CHexEscape(message));
  return 1;
}

// A context, or why there is none in civetweb's words.
std::pair<mg_context*, std::string> Listen(const ListenAddress& address, const mg_callbacks& callbacks, void* owner) {
  const std::string port = address.ToString();
  std::vector<const char*> options = {"listening_ports", port.c_str()};
  for (const auto& [name, value] : kOptions) options.insert(options.end(), {name, value});
  options.push_back(nullptr);
  std::array<char, 256> text = {};
  unsigned code = 0;
  mg_init_data init = {&callbacks, owner, options.data()};
  mg_error_data error = {&code, text.data(), text.size()};
  mg_context* const context = mg_start2(&init, &error);
  return {context, text.data()};
}

// A connection that comes and goes. Does not wait for it.
void Knock(const ListenAddress& address) {
  sockaddr_in place = {};
  place.sin_family = AF_INET;
  place.sin_port = htons(static_cast<uint16_t>(address.port));
  inet_pton(AF_INET, address.ip.c_str(), &place.sin_addr);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return;
  static_cast<void>(connect(socket, reinterpret_cast<const sockaddr*>(&place), sizeof(place)));
  close(socket);
}

}  // namespace

int AdminServer::OnRequest(mg_connection* connection) {
  const mg_request_info& request = *mg_get_request_info(connection);
  const auto& server = *static_cast<const AdminServer*>(request.user_data);
  const absl::string_view method = request.request_method;
  const char* const path = request.local_uri == nullptr ? "" : request.local_uri;
  const Answer answer = AnswerToRequest(server.pages_, method, path);
  Send(connection, answer, method != "HEAD");
  return answer.status;
}

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(const ListenAddress& address, AdminPages pages) {
  if (address.is_ipv6()) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot listen on admin address `", address.ToString(), "`: it must be an IPv4 address"));
  }
  std::unique_ptr<AdminServer> server(new AdminServer(std::move(pages)));
  mg_callbacks callbacks = {};
  callbacks.begin_request = &AdminServer::OnRequest;
  callbacks.log_message = &LogMessage;
  auto [context, error] = Listen(address, callbacks, server.get());
  if (context == nullptr) {
    // civetweb does not say why the address cannot be bound.
    const absl::Status why = Listener::Listen(address, {}).status();
    return absl::UnavailableError(absl::StrCat("admin port: ", why.ok() ? error : why.message()));
  }
  server->context_ = context;
  server->address_ = address;
  mg_server_port port = {};
  if (mg_get_server_ports(context, 1, &port) == 1) server->address_.port = port.port;
  return server;
}

AdminServer::~AdminServer() {
  if (context_ == nullptr) return;
  // civetweb sees that it has to stop when a client comes, or else within two seconds: so clients come.
  std::atomic<bool> stopped = false;
  std::thread stop([this, &stopped] {
    mg_stop(context_);
    stopped = true;
  });
  while (!stopped) {
    Knock(address_);
    absl::SleepFor(absl::Milliseconds(10));
  }
  stop.join();
}

}  // namespace berth
