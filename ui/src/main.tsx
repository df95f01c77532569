import { setNonce } from "get-nonce";
import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { styleNonce } from "@/app/nonce";

const nonce = styleNonce();
if (nonce) setNonce(nonce);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");
createRoot(root).render(<App />);
