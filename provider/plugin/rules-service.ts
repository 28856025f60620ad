import {
  CheckFailure,
  CheckResponse,
  CreateResponse,
  DiffResponse,
  PropertyDiff,
  ReadResponse,
  UpdateResponse,
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type ReadRequest,
  type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { isUnknown } from "../pulumi/unknown";
import type { RuleProvider } from "../resource-provider/rule-provider";
import { Declarers } from "../rules/declarers";
import { detailedDiff, type Kind } from "./detailed-diff";
import { received, structOf } from "./props";
import { nameIn } from "./urn";
import type { RuleSets } from "./rule-sets";

const { DiffChanges } = DiffResponse;

/** What the engine asks about rules, as calls of the same lifecycle that dynamic resources have. */
export class RulesService {
  private readonly declarers = new Declarers();

  constructor(
    readonly lifecycle: RuleProvider,
    private readonly sets: RuleSets,
  ) {}

  async check(request: CheckRequest): Promise<CheckResponse> {
    const { props, secrets } = received(request.getNews());
    const { inputs = {}, failures = [] } = await this.lifecycle.check({}, props);
    const reason = this.declaredTwice(inputs["prefix"], request.getUrn());
    const all = reason === undefined ? failures : [...failures, { property: "prefix", reason }];
    return new CheckResponse().setInputs(structOf(inputs, secrets)).setFailuresList(all.map(checkFailure));
  }

  private declaredTwice(prefix: unknown, urn: string): string | undefined {
    if (typeof prefix !== "string" || isUnknown(prefix)) return undefined;
    return this.declarers.add(prefix, urn, nameIn(urn));
  }

  async diff(request: DiffRequest): Promise<DiffResponse> {
    const { props: olds } = received(request.getOlds());
    const { props: news } = received(request.getNews());
    const { changes, replaces, moves } = this.lifecycle.compare(olds, news);
    const details = changes ? detailedDiff(olds, news, moves) : new Map<string, Kind>();
    const response = new DiffResponse()
      .setChanges(changes ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE)
      .setReplacesList(replaces)
      .setDiffsList([...new Set([...details.keys()].map((path) => path.replace(/\[.*/, "")))])
      .setHasdetaileddiff(true);
    for (const [path, kind] of details) {
      response.getDetaileddiffMap().set(path, new PropertyDiff().setKind(kindOf(kind, replaces.includes(path))));
    }
    return response;
  }

  async create(request: CreateRequest): Promise<CreateResponse> {
    const { props, secrets } = received(request.getProperties());
    if (request.getPreview())
      return new CreateResponse().setProperties(structOf(await this.lifecycle.plan(props), secrets));
    const { id, outs } = await this.lifecycle.create(props);
    return new CreateResponse().setId(id).setProperties(structOf(outs ?? {}, secrets));
  }

  async update(request: UpdateRequest): Promise<UpdateResponse> {
    const { props: news, secrets } = received(request.getNews());
    if (request.getPreview())
      return new UpdateResponse().setProperties(structOf(await this.lifecycle.plan(news), secrets));
    const { outs } = await this.lifecycle.update(request.getId(), received(request.getOlds()).props, news);
    return new UpdateResponse().setProperties(structOf(outs ?? {}, secrets));
  }

  /** For a refresh, or for `pulumi import`: then there is no state yet, and the id says which rule. */
  async read(request: ReadRequest): Promise<ReadResponse> {
    const { props, secrets } = received(request.getProperties());
    const id = request.getId();
    const isRecorded = props["prefix"] !== undefined;
    const found = await (isRecorded ? this.lifecycle.read(id, props) : this.lifecycle.readImported(id));
    // Without properties: else `pulumi import` would not say that there is no such rule.
    if (!found.id) return new ReadResponse();
    const { __provider: _, ...state } = found.props ?? {};
    const inputs = found.inputs ? structOf(found.inputs, secrets) : request.getInputs();
    return new ReadResponse().setId(found.id).setProperties(structOf(state, secrets)).setInputs(inputs);
  }

  async delete(request: DeleteRequest): Promise<void> {
    const { props } = received(request.getProperties());
    await this.lifecycle.delete(request.getId(), props, this.sets.hasLost(request.getUrn()));
  }
}

export function checkFailure({ property, reason }: { property: string; reason: string }): CheckFailure {
  return new CheckFailure().setProperty(property).setReason(reason);
}

function kindOf(kind: Kind, replaces: boolean): PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
  const kinds = {
    add: [ADD, ADD_REPLACE],
    delete: [DELETE, DELETE_REPLACE],
    update: [UPDATE, UPDATE_REPLACE],
  } as const;
  return kinds[kind][replaces ? 1 : 0];
}
