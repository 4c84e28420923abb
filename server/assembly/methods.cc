#include "server/assembly/methods.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/health/health_handlers.h"
#include "server/reflection/reflection_stream.h"
#include "server/rpc/plan_stream_handler.h"

namespace berth {
namespace {

using grpc::ByteBuffer;
using grpc::CompletionQueue;
using grpc::ServerCompletionQueue;
using grpc::ServerContext;
using Type = MethodInfo::Type;

constexpr char kHealthService[] = "grpc.health.v1.Health";

// The generated request functions, as pointers to members of whichever base class has them.
template <class Base>
using UnaryRequest = void (Base::*)(ServerContext*, ByteBuffer*, UnaryMethod::Responder*, CompletionQueue*,
                                    ServerCompletionQueue*, void*);
template <class Base>
using WriterRequest = void (Base::*)(ServerContext*, ByteBuffer*, StreamMethod::Writer*, CompletionQueue*,
                                     ServerCompletionQueue*, void*);
template <class Base>
using BidiRequest = void (Base::*)(ServerContext*, StreamMethod::ReaderWriter*, CompletionQueue*,
                                   ServerCompletionQueue*, void*);

template <class Service, class Base>
UnaryMethod Unary(MethodInfo info, Service& service, UnaryRequest<Base> request, UnaryHandler handler) {
  auto post = [&service, request](ServerContext* context, ByteBuffer* bytes, UnaryMethod::Responder* responder,
                                  ServerCompletionQueue* queue,
                                  void* tag) { (service.*request)(context, bytes, responder, queue, queue, tag); };
  return {std::move(info), post, std::move(handler)};
}

template <class Service, class Base>
StreamMethod ServerStream(MethodInfo info, Service& service, WriterRequest<Base> request,
                          StreamHandlerFactory handler) {
  StreamMethod::RequestServerStream post = [&service, request](ServerContext* context, ByteBuffer* bytes,
                                                               StreamMethod::Writer* writer,
                                                               ServerCompletionQueue* queue, void* tag) {
    (service.*request)(context, bytes, writer, queue, queue, tag);
  };
  return {std::move(info), std::move(post), std::move(handler)};
}

template <class Service, class Base>
StreamMethod BidiStream(MethodInfo info, Service& service, BidiRequest<Base> request, StreamHandlerFactory handler) {
  StreamMethod::RequestBidiStream post = [&service, request](ServerContext* context, StreamMethod::ReaderWriter* stream,
                                                             ServerCompletionQueue* queue, void* tag) {
    (service.*request)(context, stream, queue, queue, tag);
  };
  return {std::move(info), std::move(post), std::move(handler)};
}

UnaryHandler Ask(const PlacementHandlers& handlers,
                 PlacementHandlers::Answer (PlacementHandlers::*handler)(Call&) const) {
  return [&handlers, handler](Call& call) { return (handlers.*handler)(call); };
}

void AddPlacementMethods(RawServices& services, const PlacementHandlers& handlers, Methods& methods) {
  using Raw = RawServices::RawPlacement;
  using Handlers = PlacementHandlers;
  Raw& service = services.placement;
  const auto answered = [&](const std::string& method, auto request, auto handler) {
    methods.unary.push_back(Unary({kPlacementService, method}, service, request, Ask(handlers, handler)));
  };
  answered("PlanPlacement", &Raw::RequestPlanPlacement, &Handlers::PlanPlacement);
  answered("ResolveHardware", &Raw::RequestResolveHardware, &Handlers::ResolveHardware);
  answered("ListHardware", &Raw::RequestListHardware, &Handlers::ListHardware);
  answered("GetCatalogInfo", &Raw::RequestGetCatalogInfo, &Handlers::GetCatalogInfo);
  answered("CheckAccess", &Raw::RequestCheckAccess, &Handlers::CheckAccess);
  answered("BatchPlanPlacement", &Raw::RequestBatchPlanPlacement, &Handlers::BatchPlanPlacement);
  answered("BatchCheckAccess", &Raw::RequestBatchCheckAccess, &Handlers::BatchCheckAccess);
  methods.streams.push_back(ServerStream(
      {kPlacementService, "StreamPlanPlacement", Type::kServerStream}, service, &Raw::RequestStreamPlanPlacement,
      [&handlers](const CallOrigin& origin) { return std::make_unique<PlanStreamHandler>(handlers, origin); }));
  methods.services.push_back(&service);
}

void AddHealthMethods(RawServices& services, const HealthState& health, Methods& methods) {
  using Raw = RawServices::RawHealth;
  UnaryMethod check = Unary({kHealthService, "Check"}, services.health, &Raw::RequestCheck,
                            [&health](Call& call) { return CheckHealth(health, call); });
  StreamMethod watch = ServerStream({kHealthService, "Watch", Type::kServerStream}, services.health, &Raw::RequestWatch,
                                    [&health](const CallOrigin&) { return std::make_unique<HealthWatch>(health); });
  check.priority = watch.priority = CallPriority::kAlways;
  methods.unary.push_back(std::move(check));
  methods.streams.push_back(std::move(watch));
  methods.services.push_back(&services.health);
}

void AddReflectionMethods(RawServices& services, const ReflectionIndex& index, Methods& methods) {
  const auto handler = [&index](const CallOrigin&) { return std::make_unique<ReflectionStream>(index); };
  const auto info = [](const char* version) {
    return MethodInfo{absl::StrCat("grpc.reflection.", version, ".ServerReflection"), "ServerReflectionInfo",
                      Type::kBidiStream};
  };
  methods.streams.push_back(
      BidiStream(info("v1"), services.reflection, &RawServices::RawReflection::RequestServerReflectionInfo, handler));
  methods.streams.push_back(BidiStream(info("v1alpha"), services.reflection_alpha,
                                       &RawServices::RawReflectionAlpha::RequestServerReflectionInfo, handler));
  methods.services.push_back(&services.reflection);
  methods.services.push_back(&services.reflection_alpha);
}

}  // namespace

Methods AllMethods(RawServices& services, const PlacementHandlers& handlers, const HealthState& health,
                   const ReflectionIndex* reflection) {
  Methods methods;
  AddPlacementMethods(services, handlers, methods);
  AddHealthMethods(services, health, methods);
  if (reflection != nullptr) AddReflectionMethods(services, *reflection, methods);
  return methods;
}

}  // namespace berth
