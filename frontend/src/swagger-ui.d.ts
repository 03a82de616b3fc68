declare module "swagger-ui-dist/swagger-ui-bundle.js" {
  type Node = unknown;
  export type Component = (properties: Properties) => Node;
  export interface Properties {
    getComponent: (name: string, container?: boolean) => Component;
  }
  export interface System {
    React: { createElement: (type: string | Component, properties: object | null, ...children: Node[]) => Node };
  }
  interface Options<Request> {
    domNode: HTMLElement;
    url: string;
    layout: string;
    plugins: ((system: System) => { components: Record<string, Component> })[];
    docExpansion: "list" | "full" | "none";
    validatorUrl: string | null;
    requestInterceptor: (request: Request) => Request;
  }
  export default function SwaggerUIBundle<Request>(options: Options<Request>): unknown;
}
