import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Props } from "../pulumi/state";
import { messageOf } from "../text/message-of";
import { structOf } from "./props";

/** How the lifecycle says that a rule exists but is not as wanted. */
interface InitFailed {
  id: string;
  properties: Props;
}

/**
 * An error as gRPC carries it to the engine: its sentence alone, and for a rule that exists but is not as wanted what to record.
 *
 * @param explained returns the sentence for a message.
 */
export function failureOf(
  error: unknown,
  secrets: ReadonlySet<string>,
  explained: (message: string) => string,
): Partial<ServiceError> {
  const message = explained(messageOf(error));
  const metadata = new Metadata();
  if (isInitFailed(error)) metadata.add("grpc-status-details-bin", detailsOf(message, error, secrets));
  return { code: status.UNKNOWN, details: message, metadata };
}

function isInitFailed(error: unknown): error is InitFailed {
  return error instanceof Error && "id" in error && "properties" in error;
}

function detailsOf(message: string, { id, properties }: InitFailed, secrets: ReadonlySet<string>): Buffer {
  const failed = new ErrorResourceInitFailed().setId(id).setReasonsList([message]);
  failed.setProperties(structOf(properties, secrets));
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const whole = new Status().setCode(status.UNKNOWN).setMessage(message);
  whole.addDetails(detail);
  return Buffer.from(whole.serializeBinary());
}
