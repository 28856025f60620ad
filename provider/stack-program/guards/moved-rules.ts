import type { DeclaredElsewhere } from "../../reading/other-stacks";
import { t } from "../../text/message";

/** Why a rule must not be deleted: another stack declares it. It is to move there, and a delete would kill its codes. */
export function movedProblem({ prefix, file }: DeclaredElsewhere): string {
  return t`delete ${prefix}: ${file} declares this rule too, and the printed codes of both are the same. Nothing was changed. To move the
    rule there, put it back into this stack with "retainOnDelete: true", run "pulumi up", and take it out after that; to delete it
    all the same, name it in WECHAT_ALLOW_DELETE for this run.`;
}
