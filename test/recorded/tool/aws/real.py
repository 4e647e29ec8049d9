"""Runs the real AWS CLI (Debian's package awscli, 2.9.19) on commands with given answers; no request leaves the process.

    /usr/bin/python3 real.py < commands.jsonl

Reads the lines that `sim aws-format` reads and prints {"out", "exit", "calls"} for each: what a terminal shows, the exit status, and what would have been
asked of the services. The commands run in children of a process that has the program loaded.
"""
import datetime
import gc
import io
import json
import os
import shlex
import shutil
import signal
import sys
import tempfile
import time
import traceback
import types
from xml.sax.saxutils import escape

sys.path.insert(0, '/usr/lib/python3/dist-packages')
import awscli

if awscli.__version__ != '2.9.19':
    sys.exit('real.py needs AWS CLI 2.9.19, this is ' + awscli.__version__)

import awscli.clidriver
import awscli.help
import awscli.table
import botocore.auth
import botocore.client
import botocore.endpoint
import botocore.loaders
import botocore.session
from botocore.httpsession import URLLib3Session
from botocore.response import StreamingBody

NOW = 1708992000
# Records for one child.
CHUNK = 25
HOME = '/home/user'

# One loader for all commands: models are read once.
LOADER = botocore.loaders.create_loader(os.environ['AWS_DATA_PATH'])
botocore.session.Session._register_data_loader = lambda self: self._components.lazy_register_component('data_loader', lambda: LOADER)
time.sleep = lambda seconds: None


class Reply:
    """What stands in for an HTTP response; its body is only read by those who do not read the parsed one."""

    def __init__(self, status, content=b''):
        self.status_code = status
        self.headers = {}
        self.content = content
        self.raw = io.BytesIO(content)
        self.text = content.decode()


class Answers:
    """The answers of a record, by the rules of `sim aws-format`."""

    def __init__(self, record):
        self.record = record
        self.asked = []
        self.counts = {}

    def next(self, operation):
        record = self.record
        seen = self.counts.get(operation, 0)
        self.counts[operation] = seen + 1
        calls = (record.get('response') or {}).get('calls')
        if isinstance(calls, list):
            own = [one for one in calls if one['operation'] == operation]
            one = own[min(seen, len(own) - 1)]
            return one.get('response', {}), one.get('error')
        if record.get('error'):
            return None, record['error']
        pages = record.get('pages')
        if not pages:
            return record.get('response') or {}, None
        params = [value for value in self.asked[-1]['params'].values() if isinstance(value, str)]
        behind = -1
        for index, page in enumerate(pages):
            if any(isinstance(value, str) and value and value in params for value in page.values()):
                behind = index
                break
        return pages[behind + 1 if behind + 1 < len(pages) else 0], None


def plain(value):
    """Parameters as JSON: bytes in base64, files by their content."""
    import base64

    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return {'bytes': base64.b64encode(value).decode()}
    if hasattr(value, 'read'):
        at = value.tell()
        body = value.read()
        value.seek(at)
        return {'stream': base64.b64encode(body if isinstance(body, bytes) else body.encode()).decode()}
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return {'other': str(value)}


def on_the_wire(value, shape):
    """Documents that the program takes apart for printing (IAM's policies) come as texts."""
    if shape is None or value is None:
        return value
    if shape.type_name == 'structure' and isinstance(value, dict):
        return {name: on_the_wire(item, shape.members.get(name)) for name, item in value.items()}
    if shape.type_name == 'list' and isinstance(value, list):
        return [on_the_wire(item, shape.member) for item in value]
    if shape.type_name == 'map' and isinstance(value, dict):
        return {name: on_the_wire(item, shape.value) for name, item in value.items()}
    if shape.type_name in ('double', 'float') and isinstance(value, int):
        return float(value)
    return json.dumps(value) if shape.type_name == 'string' and isinstance(value, (dict, list)) else value


CURRENT = None


def note(self, operation, params):
    CURRENT.asked.append({'operation': operation, 'params': plain(params)})
    return CALL(self, operation, params)


def answer(self, request, operation_model, context):
    response, error = CURRENT.next(operation_model.name)
    if error:
        status = error.get('status', 400)
        parsed = {'Error': {'Code': error['code'].split('#')[-1], 'Message': error['message']}, 'ResponseMetadata': {'HTTPStatusCode': status, 'HTTPHeaders': {}}}
        return (Reply(status), parsed), None
    shape = operation_model.output_shape
    parsed = on_the_wire(json.loads(json.dumps(response)), shape)
    content = b'<Answer/>'
    if operation_model.name == 'GetBucketLocation':
        content = ('<LocationConstraint>%s</LocationConstraint>' % escape(parsed.get('LocationConstraint') or '')).encode()
    for name, member in (shape.members if shape else {}).items():
        if member.type_name == 'blob' and operation_model.has_streaming_output and (member.serialization.get('streaming') or shape.serialization.get('payload') == name):
            body = str(parsed.get(name, '')).encode()
            parsed[name] = StreamingBody(io.BytesIO(body), len(body))
    parsed['ResponseMetadata'] = {'HTTPStatusCode': 200, 'HTTPHeaders': {}}
    return (Reply(200, content), parsed), None


def refuse(self, request):
    raise RuntimeError('a request wanted to leave: ' + request.url)


# The answers stand where the network would be; a help page is not rendered.
CALL = botocore.client.BaseClient._make_api_call
botocore.client.BaseClient._make_api_call = note
botocore.endpoint.Endpoint._do_get_response = answer
URLLib3Session.send = refuse
awscli.help.PosixHelpRenderer.render = lambda self, contents: sys.stdout.write('[help]\n')


class Then(datetime.datetime):
    """Signatures are of the instant of the recordings."""

    @classmethod
    def utcnow(cls):
        return cls(2024, 2, 27)


botocore.auth.datetime = types.SimpleNamespace(datetime=Then, timedelta=datetime.timedelta)
WIDTH = awscli.table.determine_terminal_width


class Screen(io.TextIOWrapper):
    """Standard output and error in one, as a terminal shows them."""

    def __init__(self, raw, tty):
        super().__init__(raw, encoding='utf-8', write_through=True, newline='')
        self.tty = tty

    def isatty(self):
        return self.tty


def run(record, root):
    home = root + HOME
    os.makedirs(home + '/work')
    os.chdir(home + '/work')

    def put(path, data):
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        with open(path, 'wb') as file:
            file.write(data)
        os.utime(path, (NOW, NOW))

    files = (record.get('response') or {}).get('files')
    if isinstance(files, dict) and 'calls' in record['response']:
        for path, about in files.items():
            put(path, b'x' * about['size'])
    if '~/.aws/config' not in (record.get('files') or {}):
        # One transfer at a time: their order is that of the list.
        put(home + '/.aws/config', b'[default]\ns3 =\n  max_concurrent_requests = 1\n')
    for path, text in (record.get('files') or {}).items():
        put(path.replace('~', home, 1) if path.startswith('~') else path, text.encode())
    env = {
        'AWS_DATA_PATH': os.environ['AWS_DATA_PATH'], 'PATH': '/usr/bin:/bin', 'HOME': home, 'TZ': 'UTC', 'LANG': 'C.UTF-8', 'AWS_PAGER': '', 'AWS_EC2_METADATA_DISABLED': 'true',
        'AWS_ACCESS_KEY_ID': 'AKIAIOSFODNN7EXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_DEFAULT_REGION': 'eu-west-1',
    }
    for name, value in (record.get('env') or {}).items():
        if name == 'credentials':
            del env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']
        elif name == 'region':
            del env['AWS_DEFAULT_REGION']
        else:
            env[name] = str(value)
    sys.argv = ['aws']
    os.environ.clear()
    os.environ.update(env)
    raw = io.BytesIO()
    columns = record.get('columns')
    awscli.table.determine_terminal_width = (lambda default_width=80: columns) if columns else WIDTH
    sys.stdin = io.TextIOWrapper(io.BytesIO((record.get('stdin') or '').encode()), encoding='utf-8')
    sys.stdout = sys.stderr = screen = Screen(raw, bool(columns))
    global CURRENT
    CURRENT = Answers(record)
    try:
        code = awscli.clidriver.AWSCLIEntryPoint().main(shlex.split(record['command'])[1:])
    except SystemExit as leave:
        code = leave.code
    screen.flush()
    text = raw.getvalue().decode('utf-8', 'replace').replace(root, '')
    return {'out': text, 'exit': code or 0, 'calls': CURRENT.asked}


def attempt(record):
    """Runs a record in a folder of its own; what goes wrong here is told as its output."""
    root = tempfile.mkdtemp(prefix='aws-real-')
    signal.alarm(30)
    try:
        return run(record, root)
    except BaseException:
        return {'out': 'real.py: ' + traceback.format_exc(), 'exit': -1, 'calls': []}
    finally:
        os.chdir('/')
        shutil.rmtree(root, ignore_errors=True)


def apart(records):
    """Runs records in a child, one line of JSON for each through a pipe. Fewer lines come back when the child ended."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        pipe = os.fdopen(writer, 'w')
        for record in records:
            pipe.write(json.dumps(attempt(record)) + '\n')
            pipe.flush()
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        lines = pipe.read().split('\n')[:-1]
    os.waitpid(pid, 0)
    return lines


def main():
    # Models that many commands need are read once, before the children are made.
    for service in ('rds', 'ec2', 's3', 'iam'):
        LOADER.load_service_model(service, 'service-2')
    awscli.clidriver.create_clidriver()
    gc.freeze()
    records = [json.loads(line) for line in sys.stdin.buffer.read().decode().split('\n') if line.strip()]
    while records:
        lines = apart(records[:CHUNK])
        if not lines:
            lines = [json.dumps({'out': 'real.py: no answer in time', 'exit': -1, 'calls': []})]
        print('\n'.join(lines), flush=True)
        records = records[len(lines):]


main()
