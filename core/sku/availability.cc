#include "core/sku/availability.h"

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

void AddFlag(const v1::Sku& sku, v1::Reason reason, absl::string_view flag, absl::string_view value,
             Findings& findings) {
  *findings.Add() = MakeFinding(reason, v1::SEVERITY_OBSTACLE, flag,
                                absl::StrCat("`", sku.name(), "` is not available: `", flag, "` is ", value));
}

}  // namespace

v1::Availability AvailabilityOf(const v1::Sku& sku) {
  const bool offered = sku.billable() && sku.public_() && !sku.is_legacy();
  v1::Availability availability;
  availability.set_billable(sku.billable());
  availability.set_public_(sku.public_());
  availability.set_is_legacy(sku.is_legacy());
  availability.set_is_preview(sku.is_preview());
  availability.set_allow_for_models(sku.allow_for_models());
  availability.set_allow_for_deployments(sku.allow_for_deployments());
  availability.set_available_for_models(offered && sku.allow_for_models());
  availability.set_available_for_deployments(offered && sku.allow_for_deployments());
  return availability;
}

void AddUnavailability(const v1::Sku& sku, v1::Purpose purpose, Findings& findings) {
  if (purpose == v1::PURPOSE_UNSPECIFIED) return;
  if (!sku.billable()) AddFlag(sku, v1::REASON_NOT_BILLABLE, "billable", "false", findings);
  if (!sku.public_()) AddFlag(sku, v1::REASON_NOT_PUBLIC, "public", "false", findings);
  if (sku.is_legacy()) AddFlag(sku, v1::REASON_LEGACY, "is_legacy", "true", findings);
  if (purpose == v1::PURPOSE_MODELS && !sku.allow_for_models()) {
    AddFlag(sku, v1::REASON_NOT_ALLOWED_FOR_MODELS, "allow_for_models", "false", findings);
  }
  if (purpose == v1::PURPOSE_DEPLOYMENTS && !sku.allow_for_deployments()) {
    AddFlag(sku, v1::REASON_NOT_ALLOWED_FOR_DEPLOYMENTS, "allow_for_deployments", "false", findings);
  }
}

}  // namespace berth
