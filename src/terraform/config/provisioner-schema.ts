// What the built-in provisioners and the connection block may say.
import type { AttributeSchema, BlockSchema } from '../provider.ts';

const text: AttributeSchema = { type: 'string', optional: true };
const flag: AttributeSchema = { type: 'bool', optional: true };
const number: AttributeSchema = { type: 'number', optional: true };
const list: AttributeSchema = { type: ['list', 'string'], optional: true };

/** By type. What is not here is an external plugin, which Terraform no longer installs. */
export const PROVISIONERS: { readonly [type: string]: BlockSchema } = {
  'local-exec': {
    attributes: { command: { type: 'string', required: true }, interpreter: list, working_dir: text, environment: { type: ['map', 'string'], optional: true }, quiet: flag },
  },
  'remote-exec': { attributes: { inline: list, script: text, scripts: list } },
  file: { attributes: { source: text, content: text, destination: { type: 'string', required: true } } },
};

export const CONNECTION: BlockSchema = {
  attributes: {
    type: text,
    user: text,
    password: text,
    host: { type: 'string', required: true },
    port: number,
    timeout: text,
    script_path: text,
    target_platform: text,
    private_key: text,
    certificate: text,
    host_key: text,
    agent: flag,
    agent_identity: text,
    proxy_scheme: text,
    proxy_host: text,
    proxy_port: number,
    proxy_user_name: text,
    proxy_user_password: text,
    bastion_host: text,
    bastion_host_key: text,
    bastion_port: number,
    bastion_user: text,
    bastion_password: text,
    bastion_private_key: text,
    bastion_certificate: text,
    https: flag,
    insecure: flag,
    cacert: text,
    use_ntlm: flag,
  },
};
