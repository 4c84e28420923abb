#include "core/replicate/node_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAreArray;

// `<shape> x <pods per node>, then <limiting resource>`, or nothing.
std::string Show(const std::optional<v1::NodeFit>& fit) {
  if (!fit.has_value()) return "";
  return absl::StrCat(fit->node_shape(), " x ", fit->pods_per_node(), ", then ", fit->limiting_resource());
}

std::string Shape(absl::string_view name, int cpu, int memory, int gpus, absl::string_view unit = "u") {
  return absl::StrCat("node_shapes { name: '", name, "' allocatable { cpu_millis: ", cpu, " memory_mib: ", memory,
                      " gpus: ", gpus, " } compute_units: '", unit, "' } ");
}

std::string WithMaxPods(const std::string& shape, int max_pods) {
  return absl::StrCat(shape.substr(0, shape.rfind('}')), "max_pods: ", max_pods, " } ");
}

struct FitCase {
  absl::string_view name;
  std::string shapes;
  absl::string_view pod;
  absl::string_view fit;
  Lines findings;
};

const FitCase kFitCases[] = {
    {"GPUs stop the next one", Shape("a", 100, 100, 4), "cpu_millis: 10 memory_mib: 10 gpus: 2", "a x 2, then gpu", {}},
    {"memory does", Shape("a", 100, 100, 4), "cpu_millis: 10 memory_mib: 40 gpus: 1", "a x 2, then memory", {}},
    {"CPU does", Shape("a", 100, 100, 4), "cpu_millis: 60 memory_mib: 10 gpus: 1", "a x 1, then cpu", {}},
    {"a tie names the GPU first",
     Shape("a", 100, 100, 4),
     "cpu_millis: 25 memory_mib: 25 gpus: 1",
     "a x 4, then gpu",
     {}},
    {"then memory", Shape("a", 100, 100, 8), "cpu_millis: 25 memory_mib: 25 gpus: 1", "a x 4, then memory", {}},
    {"a pod without GPU", Shape("a", 100, 100, 8), "cpu_millis: 10 memory_mib: 1", "a x 10, then cpu", {}},
    {"the limit of pods stops the next one",
     WithMaxPods(Shape("a", 100, 100, 8), 5),
     "cpu_millis: 10 memory_mib: 1",
     "a x 5, then pods",
     {}},
    {"the limit of pods is named last",
     WithMaxPods(Shape("a", 100, 100, 8), 10),
     "cpu_millis: 10 memory_mib: 1",
     "a x 10, then cpu",
     {}},
    {"without a limit the kubelet's counts",
     Shape("a", 1000, 1000, 0),
     "cpu_millis: 1 memory_mib: 1",
     "a x 110, then pods",
     {}},
    {"the limit of pods decides between shapes",
     WithMaxPods(Shape("a", 200, 200, 8), 5) + Shape("b", 100, 100, 4),
     "cpu_millis: 10 memory_mib: 1",
     "b x 10, then cpu",
     {}},
    {"the shape that holds most",
     Shape("a", 100, 100, 1) + Shape("b", 100, 100, 4),
     "cpu_millis: 10 memory_mib: 10 gpus: 1",
     "b x 4, then gpu",
     {}},
    {"among equals the one with fewer GPUs",
     Shape("a", 100, 100, 8) + Shape("b", 100, 100, 4),
     "cpu_millis: 50 memory_mib: 10 gpus: 1",
     "b x 2, then cpu",
     {}},
    {"then the one with less memory",
     Shape("a", 100, 200, 4) + Shape("b", 100, 100, 4),
     "cpu_millis: 50 memory_mib: 10 gpus: 1",
     "b x 2, then cpu",
     {}},
    {"then the one with less CPU",
     Shape("a", 200, 100, 1) + Shape("b", 100, 100, 1),
     "cpu_millis: 50 memory_mib: 10 gpus: 1",
     "b x 1, then gpu",
     {}},
    {"then the first by name",
     Shape("b", 100, 100, 4) + Shape("a", 100, 100, 4),
     "cpu_millis: 50 memory_mib: 10 gpus: 1",
     "a x 2, then cpu",
     {}},
    {"shapes of other units do not count",
     Shape("a", 100, 100, 8, "v") + Shape("b", 100, 100, 4),
     "cpu_millis: 10 memory_mib: 10 gpus: 1",
     "b x 4, then gpu",
     {}},
    {"no shape is known",
     Shape("a", 100, 100, 8, "v"),
     "cpu_millis: 10 memory_mib: 10",
     "",
     {"INFO NODE_SHAPE_UNKNOWN u"}},
    {"too large in one way",
     Shape("a", 100, 100, 4),
     "cpu_millis: 10 memory_mib: 101 gpus: 1",
     "",
     {"OBSTACLE FITS_NO_NODE_SHAPE memory_mib 101/100"}},
    {"too large in every way, against the largest shape",
     Shape("b", 200, 200, 2) + Shape("a", 100, 100, 4),
     "cpu_millis: 201 memory_mib: 202 gpus: 8",
     "",
     {"OBSTACLE FITS_NO_NODE_SHAPE gpus 8/4", "OBSTACLE FITS_NO_NODE_SHAPE memory_mib 202/100",
      "OBSTACLE FITS_NO_NODE_SHAPE cpu_millis 201/100"}},
};

TEST(FitPodTest, TheBestShapeOrEveryShortfall) {
  for (const FitCase& row : kFitCases) {
    SCOPED_TRACE(std::string(row.name));
    const auto pod = FromText<v1::Resources>(row.pod);
    Findings findings;
    const auto fit = FitPod(pod, "u", FromText<v1::ProviderPolicy>(row.shapes), findings);
    EXPECT_EQ(Show(fit), row.fit);
    EXPECT_THAT(FindingLines(findings), ElementsAreArray(row.findings));
    EXPECT_EQ(fit.value_or(v1::NodeFit()).pod_requests().DebugString(), fit.has_value() ? pod.DebugString() : "");
  }
}

// What the lower request of a T4's memory is for.
TEST(FitPodTest, FourT4PodsFitTheNodeWithFourT4) {
  const v1::ProviderPolicy& gke = *DefaultIndex().FindProvider(v1::PROVIDER_GKE);
  Findings findings;
  EXPECT_EQ(
      Show(FitPod(FromText<v1::Resources>("cpu_millis: 4000 memory_mib: 13568 gpus: 1"), "gpu-t4", gke, findings)),
      "n1-custom-18-61440+4xt4 x 4, then gpu");
  EXPECT_EQ(
      Show(FitPod(FromText<v1::Resources>("cpu_millis: 4000 memory_mib: 16640 gpus: 1"), "gpu-t4", gke, findings)),
      "n1-custom-18-61440+4xt4 x 3, then memory");
}

}  // namespace
}  // namespace berth
