#include "core/replicate/node_fit.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

// What a kubelet takes unless it is configured otherwise.
constexpr int kKubeletMaxPods = 110;

struct ResourceFit {
  absl::string_view name;
  absl::string_view unit;
  int required;
  int available;
};

std::vector<ResourceFit> Compare(const v1::Resources& pod, const v1::NodeShape& shape) {
  const v1::Resources& node = shape.allocatable();
  return {{"gpu", "gpus", pod.gpus(), node.gpus()},
          {"memory", "memory_mib", pod.memory_mib(), node.memory_mib()},
          {"cpu", "cpu_millis", pod.cpu_millis(), node.cpu_millis()},
          {"pods", "pods", 1, shape.has_max_pods() ? shape.max_pods() : kKubeletMaxPods}};
}

v1::NodeFit FitShape(const v1::Resources& pod, const v1::NodeShape& shape) {
  v1::NodeFit fit;
  fit.set_node_shape(shape.name());
  fit.set_pods_per_node(std::numeric_limits<int>::max());
  *fit.mutable_pod_requests() = pod;
  for (const ResourceFit& resource : Compare(pod, shape)) {
    if (resource.required == 0) continue;
    const int pods = resource.available / resource.required;
    if (pods >= fit.pods_per_node()) continue;
    fit.set_pods_per_node(pods);
    fit.set_limiting_resource(std::string(resource.name));
  }
  return fit;
}

std::vector<const v1::NodeShape*> ShapesOf(const v1::ProviderPolicy& policy, absl::string_view compute_unit) {
  std::vector<const v1::NodeShape*> shapes;
  for (const v1::NodeShape& shape : policy.node_shapes()) {
    const auto& units = shape.compute_units();
    if (std::find(units.begin(), units.end(), compute_unit) != units.end()) shapes.push_back(&shape);
  }
  std::sort(shapes.begin(), shapes.end(), [](const v1::NodeShape* a, const v1::NodeShape* b) {
    const auto key = [](const v1::NodeShape& shape) {
      return std::make_tuple(shape.allocatable().gpus(), shape.allocatable().memory_mib(),
                             shape.allocatable().cpu_millis(), absl::string_view(shape.name()));
    };
    return key(*a) < key(*b);
  });
  return shapes;
}

// The largest shape comes closest: shapes are sorted by size.
void AddShortfalls(const v1::Resources& pod, const v1::NodeShape& shape, Findings& findings) {
  for (const ResourceFit& resource : Compare(pod, shape)) {
    if (resource.required <= resource.available) continue;
    *findings.Add() = MakeShortfall(
        v1::REASON_FITS_NO_NODE_SHAPE, resource.unit, resource.required, resource.available,
        absl::StrCat("the pod requests more ", resource.name, " than the largest node, `", shape.name(), "`, has"));
  }
}

}  // namespace

std::optional<v1::NodeFit> FitPod(const v1::Resources& pod_requests, absl::string_view compute_unit,
                                  const v1::ProviderPolicy& policy, Findings& findings) {
  const std::vector<const v1::NodeShape*> shapes = ShapesOf(policy, compute_unit);
  if (shapes.empty()) {
    *findings.Add() =
        MakeFinding(v1::REASON_NODE_SHAPE_UNKNOWN, v1::SEVERITY_INFO, compute_unit,
                    absl::StrCat("the catalog knows no nodes with `", compute_unit, "` at ", policy.display_name()));
    return std::nullopt;
  }
  v1::NodeFit best;
  for (const v1::NodeShape* shape : shapes) {
    v1::NodeFit fit = FitShape(pod_requests, *shape);
    if (fit.pods_per_node() > best.pods_per_node()) best = std::move(fit);
  }
  if (best.pods_per_node() > 0) return best;
  AddShortfalls(pod_requests, *shapes.back(), findings);
  return std::nullopt;
}

}  // namespace berth
