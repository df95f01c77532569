"""Passwords that last minutes, from Amazon's IAM: GetClusterCredentials, and GetCredentials of Serverless."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seaway.integrations.redshift.amazon import client_of, told

if TYPE_CHECKING:
    from seaway.integrations.redshift.connection import Redshift


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What to sign in with, and where."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)


def credentials_of(connection: "Redshift") -> Credentials:
    """Those of the connection, or those that Amazon gives for some minutes.

    Raises:
        TaskError: Amazon gives none, and why.
    """
    if connection.sign_in == "password":
        return Credentials(
            host=connection.host,
            port=connection.port,
            username=connection.username,
            password=connection.password.get_secret_value(),
        )
    return _of_workgroup(connection) if connection.workgroup else _of_cluster(connection)


def _of_cluster(connection: "Redshift") -> Credentials:
    with told(f"the cluster {connection.cluster}"):
        client = client_of(connection, "redshift")
        given = client.get_cluster_credentials(
            DbUser=connection.username, DbName=connection.database, ClusterIdentifier=connection.cluster
        )
        host, port = connection.host, connection.port
        if not host:
            found = client.describe_clusters(ClusterIdentifier=connection.cluster)["Clusters"][0]["Endpoint"]
            host, port = found["Address"], found["Port"]
    return Credentials(host=host, port=port, username=given["DbUser"], password=given["DbPassword"])


def _of_workgroup(connection: "Redshift") -> Credentials:
    with told(f"the workgroup {connection.workgroup}"):
        client = client_of(connection, "redshift-serverless")
        given = client.get_credentials(dbName=connection.database, workgroupName=connection.workgroup)
        host, port = connection.host, connection.port
        if not host:
            found = client.get_workgroup(workgroupName=connection.workgroup)["workgroup"]["endpoint"]
            host, port = found["address"], found["port"]
    return Credentials(host=host, port=port, username=given["dbUser"], password=given["dbPassword"])
