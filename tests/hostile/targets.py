"""What is attacked: methods, and a small request for each."""
import collections

import bodies

Target = collections.namedtuple('Target', 'path request')

TARGETS = {
    'plan': Target('/berth.v1.PlacementService/PlanPlacement', bodies.PLAN),
    'access': Target('/berth.v1.PlacementService/CheckAccess', bodies.ACCESS),
    'batch_plan': Target('/berth.v1.PlacementService/BatchPlanPlacement', b''),
    'batch_access': Target('/berth.v1.PlacementService/BatchCheckAccess', b''),
    'stream_plan': Target('/berth.v1.PlacementService/StreamPlanPlacement', b''),
    'check': Target('/grpc.health.v1.Health/Check', bodies.HEALTH),
    'watch': Target('/grpc.health.v1.Health/Watch', bodies.HEALTH),
    'reflection': Target('/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', bodies.REFLECTION),
    'reflection_v1alpha': Target('/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo', bodies.REFLECTION),
}
