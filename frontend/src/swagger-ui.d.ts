declare module "swagger-ui-dist/swagger-ui-bundle.js" {
  interface Options<Request> {
    domNode: HTMLElement;
    url: string;
    deepLinking: boolean;
    docExpansion: "list" | "full" | "none";
    defaultModelsExpandDepth: number;
    validatorUrl: string | null;
    requestInterceptor: (request: Request) => Request;
  }
  export default function SwaggerUIBundle<Request>(options: Options<Request>): unknown;
}
