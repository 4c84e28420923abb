#include "core/replicate/pod.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "core/wire/wire.h"
#include "tests/core/lines.h"
#include "tests/core/replicate/deployables.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

v1::PodSpec PodOf(const v1::ReplicateWorkload& workload, const CatalogIndex& catalog = DefaultIndex()) {
  v1::PodSpec pod;
  DecisionTrace trace(nullptr);
  BuildPod(Resolved(workload, catalog), catalog.replicate(), trace, pod);
  return pod;
}

Lines EnvOf(const v1::Container& container) {
  Lines lines;
  for (const v1::EnvVar& variable : container.env()) {
    lines.push_back(absl::StrCat(variable.name(), "=", variable.value()));
  }
  return lines;
}

TEST(PodTest, HasTwoContainersAndThreeVolumes) {
  const v1::PodSpec pod =
      PodOf(VersionWorkload("hardware: 'gpu-2x-t4' env { name: 'A' value: 'b' } env { name: 'C' }"));
  EXPECT_EQ(ToJson(pod.containers(0)),
            R"({"name":"director","image":"replicate/director:stable",)"
            R"("env":[{"name":"DIRECTOR_JOB_KIND","value":"prediction"},)"
            R"({"name":"DIRECTOR_MODEL_SETUP_TIMEOUT","value":"600s"}],)"
            R"("resources":{"limits":{"memory":"256Mi"},"requests":{"memory":"256Mi"}},)"
            R"("volumeMounts":[{"name":"supervisor-ipc","mountPath":"/var/run/supervisor-ipc"}]})");
  EXPECT_EQ(ToJson(pod.containers(1)),
            R"({"name":"model","image":"acme/model:1","env":[{"name":"A","value":"b"},{"name":"C","value":""}],)"
            R"("resources":{"limits":{"cpu":"8","memory":"32Gi","nvidia.com/gpu":"2"},)"
            R"("requests":{"cpu":"8","memory":"26Gi","nvidia.com/gpu":"2"}},)"
            R"("volumeMounts":[{"name":"shm","mountPath":"/dev/shm"},)"
            R"({"name":"supervisor-ipc","mountPath":"/var/run/supervisor-ipc"},)"
            R"({"name":"run-cache","mountPath":"/var/run/cache"}]})");
  EXPECT_EQ(pod.containers_size(), 2);
  Lines volumes;
  for (const v1::Volume& volume : pod.volumes()) volumes.push_back(ToJson(volume));
  EXPECT_THAT(volumes, ElementsAre(R"({"name":"shm","emptyDir":{"medium":"Memory","sizeLimit":"16Gi"}})",
                                   R"({"name":"supervisor-ipc","emptyDir":{"medium":"Memory","sizeLimit":"50Mi"}})",
                                   R"({"name":"run-cache","emptyDir":{}})"));
}

TEST(PodTest, CpuHardwareNamesNoGpu) {
  EXPECT_EQ(ToJson(PodOf(VersionWorkload("hardware: 'cpu'")).containers(1).resources()),
            R"({"limits":{"cpu":"1","memory":"2Gi"},"requests":{"cpu":"1","memory":"2Gi"}})");
}

struct EnvCase {
  absl::string_view name;
  absl::string_view config;
  absl::string_view predict_timeout_variable;
  Lines env;
};

const EnvCase kEnvCases[] = {
    {"defaults", "", "", {"DIRECTOR_JOB_KIND=prediction", "DIRECTOR_MODEL_SETUP_TIMEOUT=600s"}},
    {"setup timeout",
     "setup_timeout { seconds: 90 }",
     "",
     {"DIRECTOR_JOB_KIND=prediction", "DIRECTOR_MODEL_SETUP_TIMEOUT=90s"}},
    {"a predict timeout has no variable",
     "predict_timeout { seconds: 90 }",
     "",
     {"DIRECTOR_JOB_KIND=prediction", "DIRECTOR_MODEL_SETUP_TIMEOUT=600s"}},
    {"unless the catalog names one",
     "predict_timeout { seconds: 90 }",
     "PREDICT_TIMEOUT",
     {"DIRECTOR_JOB_KIND=prediction", "DIRECTOR_MODEL_SETUP_TIMEOUT=600s", "PREDICT_TIMEOUT=90s"}},
    {"and there is one", "", "PREDICT_TIMEOUT", {"DIRECTOR_JOB_KIND=prediction", "DIRECTOR_MODEL_SETUP_TIMEOUT=600s"}},
};

TEST(PodTest, TheDirectorHasTheVariablesThatTheCatalogNames) {
  for (const EnvCase& row : kEnvCases) {
    SCOPED_TRACE(std::string(row.name));
    const auto catalog = CatalogWith([&](v1::Catalog& catalog) {
      catalog.mutable_replicate()->mutable_director()->set_predict_timeout_variable(
          std::string(row.predict_timeout_variable));
    });
    const v1::PodSpec pod = PodOf(VersionWorkload(absl::StrCat("hardware: 'gpu-t4' ", row.config)), *catalog);
    EXPECT_THAT(EnvOf(pod.containers(0)), ElementsAreArray(row.env));
  }
}

TEST(PodTest, OnlyHotswapPrefersTheSameStream) {
  Deployable deployable = Resolved(VersionWorkload("hardware: 'gpu-t4'"));
  deployable.facts.set_prefer_same_stream(true);
  v1::PodSpec pod;
  DecisionTrace trace(nullptr);
  BuildPod(deployable, DefaultIndex().replicate(), trace, pod);
  EXPECT_THAT(EnvOf(pod.containers(0)), ElementsAre("DIRECTOR_JOB_KIND=prediction", "DIRECTOR_PREFER_SAME_STREAM=true",
                                                    "DIRECTOR_MODEL_SETUP_TIMEOUT=600s"));
}

TEST(PodTest, TheDirectorHasCpuOnlyWhereTheCatalogSetsIt) {
  const auto catalog =
      CatalogWith([](v1::Catalog& catalog) { catalog.mutable_replicate()->mutable_director()->set_cpu_millis(250); });
  const v1::ReplicateWorkload workload = VersionWorkload("hardware: 'gpu-h100' director_extra_memory: true");
  EXPECT_EQ(ToJson(PodOf(workload, *catalog).containers(0).resources()),
            R"({"limits":{"cpu":"250m","memory":"1Gi"},"requests":{"cpu":"250m","memory":"1Gi"}})");
  const v1::Resources requests = PodRequests(Resolved(workload, *catalog), catalog->replicate().director());
  EXPECT_EQ(requests.cpu_millis(), 13'250);
  EXPECT_EQ(requests.memory_mib(), 145 * 1024);
  EXPECT_EQ(requests.gpus(), 1);
}

TEST(PodRequestsTest, AreThoseOfBothContainers) {
  const v1::Resources requests =
      PodRequests(Resolved(VersionWorkload("hardware: 'gpu-4x-t4'")), DefaultIndex().replicate().director());
  EXPECT_EQ(requests.cpu_millis(), 16'000);
  EXPECT_EQ(requests.memory_mib(), 4 * 13 * 1024 + 256);
  EXPECT_EQ(requests.gpus(), 4);
}

struct ShmCase {
  int percent;
  int limit_mib;
  absl::string_view size;
};

TEST(PodTest, ShmIsAShareOfTheMemoryLimit) {
  const ShmCase rows[] = {
      {50, 2048, "1Gi"}, {100, 2048, "2Gi"}, {33, 1000, "330Mi"}, {33, 1001, "330Mi"}, {99, 8 << 20, "8304721Mi"}};
  for (const ShmCase& row : rows) {
    SCOPED_TRACE(row.limit_mib);
    const auto catalog = CatalogWith([&](v1::Catalog& catalog) {
      catalog.mutable_replicate()->mutable_volumes()->set_shm_percent(row.percent);
      UnitOf(catalog, "cpu").mutable_limits()->set_memory_mib(row.limit_mib);
    });
    const v1::PodSpec pod = PodOf(VersionWorkload("hardware: 'cpu'"), *catalog);
    EXPECT_EQ(pod.volumes(0).empty_dir().size_limit(), row.size);
  }
}

struct GraceCase {
  absl::string_view config;
  bool extended;
  int seconds;
};

TEST(PodTest, TheGracePeriodFollowsThePredictTimeout) {
  const GraceCase rows[] = {{"", false, 300},
                            {"predict_timeout { seconds: 1800 }", false, 300},
                            {"predict_timeout { seconds: 1801 }", true, 3600},
                            {"setup_timeout { seconds: 5000 }", false, 300}};
  for (const GraceCase& row : rows) {
    SCOPED_TRACE(std::string(row.config));
    EXPECT_EQ(HasExtendedGrace(FromText<v1::DeployableConfig>(row.config), DefaultIndex().replicate().grace_periods()),
              row.extended);
    EXPECT_EQ(PodOf(VersionWorkload(absl::StrCat("hardware: 'cpu' ", row.config))).termination_grace_period_seconds(),
              row.seconds);
  }
}

Lines RulesOf(const v1::ReplicateWorkload& workload) {
  v1::Explanation explanation;
  DecisionTrace trace(&explanation);
  v1::PodSpec pod;
  BuildPod(Resolved(workload), DefaultIndex().replicate(), trace, pod);
  Lines rules;
  for (const v1::Decision& decision : explanation.decisions()) rules.push_back(decision.rule());
  return rules;
}

TEST(PodTest, EachFigureNamesItsRule) {
  EXPECT_THAT(RulesOf(VersionWorkload("hardware: 'gpu-t4'")),
              ElementsAre("hardware.director.default", "director.env", "director.env", "hardware.limits.multiply",
                          "hardware.requests.own", "hardware.shm", "pod.grace-period.standard"));
  EXPECT_THAT(RulesOf(VersionWorkload("hardware: 'gpu-8x-a40' director_extra_memory: true "
                                      "predict_timeout { seconds: 9999 }")),
              ElementsAre("hardware.director.extra", "director.env", "director.env", "hardware.limits.exception",
                          "hardware.requests.equal-limits", "hardware.shm", "pod.grace-period.extended"));
  EXPECT_EQ(RulesOf(VersionWorkload("hardware: 'gpu-h100'")).front(), "hardware.director.unit");
}

}  // namespace
}  // namespace berth
