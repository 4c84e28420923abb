#include "core/replicate/hotswap.h"

#include <algorithm>
#include <string>

#include "core/findings/findings.h"
#include "core/names/identifiers.h"

namespace berth {
namespace {

void AddFailure(v1::HotswapFacts& facts, v1::Reason reason, absl::string_view field, absl::string_view message) {
  *facts.add_failed_conditions() = MakeFinding(reason, v1::SEVERITY_INFO, field, message);
}

bool IsSameImage(absl::string_view one, absl::string_view other) {
  const auto id = ParseImageId(one);
  return id.has_value() && id == ParseImageId(other);
}

void CheckBase(const v1::ReplicateVersion& version, v1::HotswapFacts& facts) {
  const v1::ReplicateBaseVersion& base = version.base_version();
  if (!IsSameImage(version.base_docker_image_id(), base.docker_image_id())) {
    AddFailure(facts, v1::REASON_BASE_IMAGE_DIFFERS, "replicate.version.base_docker_image_id",
               "the version's base image is not the base version's image");
  }
  if (!base.public_()) {
    AddFailure(facts, v1::REASON_BASE_NOT_PUBLIC, "replicate.version.base_version.public",
               "the base version is not public");
  }
  if (base.virtual_()) {
    AddFailure(facts, v1::REASON_BASE_VIRTUAL, "replicate.version.base_version.virtual", "the base version is virtual");
  }
  if (!base.accepts_replicate_weights()) {
    AddFailure(facts, v1::REASON_BASE_REJECTS_WEIGHTS, "replicate.version.base_version.accepts_replicate_weights",
               "the base version does not accept Replicate weights");
  }
}

}  // namespace

v1::HotswapFacts EvaluateHotswap(const v1::ReplicateVersion& version) {
  v1::HotswapFacts facts;
  facts.set_version_id(version.id());
  facts.set_base_version_id(version.base_version().id());
  for (const std::string& weights : version.additional_weights()) {
    if (!weights.empty()) facts.add_additional_weights(weights);
  }
  if (facts.additional_weights().empty()) {
    AddFailure(facts, v1::REASON_NO_ADDITIONAL_WEIGHTS, "replicate.version.additional_weights",
               "the version has no additional weights");
  }
  if (version.has_base_version()) {
    CheckBase(version, facts);
  } else {
    AddFailure(facts, v1::REASON_NO_BASE_VERSION, "replicate.version.base_version", "the version has no base version");
  }
  facts.set_hotswappable(facts.failed_conditions().empty());
  return facts;
}

bool HasAdditionalWeights(const v1::ReplicateVersion& version) {
  const auto& weights = version.additional_weights();
  return std::any_of(weights.begin(), weights.end(), [](const std::string& url) { return !url.empty(); });
}

}  // namespace berth
