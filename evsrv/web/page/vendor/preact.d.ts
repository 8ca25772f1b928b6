/** Types of preact.js: its exports, and the types that a page names in its comments. */

export interface VNode {
  type: unknown;
  props: Record<string, unknown>;
  key: unknown;
}
export type ComponentChild = VNode | string | number | bigint | boolean | null | undefined;
export type ComponentChildren = ComponentChild | ReadonlySignal<ComponentChild> | ComponentChildren[];
export type Component<P> = (props: P) => ComponentChildren;
export interface RefObject<T> {
  current: T;
}

/** A value in a template. A function there, such as a listener, needs no types of its parameters. */
type TemplateValue = ((...values: any[]) => unknown) | {} | null | undefined;
export function html(strings: TemplateStringsArray, ...values: TemplateValue[]): VNode;
export function h<P>(
  type: string | Component<P>,
  props?: (P & { key?: unknown }) | null,
  ...children: ComponentChildren[]
): VNode;
export function Fragment(props: { children?: ComponentChildren }): ComponentChildren;
export function render(children: ComponentChildren, parent: Element | DocumentFragment): void;

type Inputs = readonly unknown[];
type Cleanup = void | (() => void);

export function useState<S>(
  initial: S | (() => S),
): [S, (next: S | ((previous: S) => S)) => void];
export function useRef<T>(initial: T): RefObject<T>;
export function useEffect(run: () => Cleanup, inputs?: Inputs): void;
export function useLayoutEffect(run: () => Cleanup, inputs?: Inputs): void;
export function useMemo<T>(make: () => T, inputs: Inputs): T;
export function useCallback<F extends (...values: never[]) => unknown>(call: F, inputs: Inputs): F;
export function useId(): string;

export interface ReadonlySignal<T> {
  readonly value: T;
  peek(): T;
  subscribe(run: (value: T) => void): () => void;
}
export interface Signal<T> extends ReadonlySignal<T> {
  value: T;
}

export function signal<T>(value: T): Signal<T>;
export function computed<T>(compute: () => T): ReadonlySignal<T>;
export function effect(run: () => Cleanup): () => void;
export function batch<T>(run: () => T): T;
export function untracked<T>(run: () => T): T;
export function useSignal<T>(value: T): Signal<T>;
export function useComputed<T>(compute: () => T): ReadonlySignal<T>;
export function useSignalEffect(run: () => Cleanup): void;
